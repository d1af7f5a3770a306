const NAMES = ['personIdExternal', 'perPersonUuid', 'userId'] as const
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '')

/** Whom to look up, by the name that says most: the person before the contract. */
export function hintFor (named: readonly (readonly [string, unknown])[]): string | undefined {
  for (const name of NAMES) {
    const value = named.find(([each, value]) => plain(each) === plain(name) && textIn(value) !== '')?.[1]
    if (value !== undefined) return `${name}:${textIn(value)}`.slice(0, 255)
  }
}

const textIn = (value: unknown): string => typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
