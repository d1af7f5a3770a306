import { labelKey } from '../../domain/text.ts'

/** Accents, case, spaces and the marks between words do not make another word. */
export const wordKey = (word: string): string => labelKey(word.normalize('NFD').replace(/\p{M}/gu, '').replace(/[_\s-]+/g, ' '))

/** What a word means: by the owner's table first, then by the known one; undefined when neither knows it. */
export function meaning<T> (word: string, own: Record<string, T> = {}, known: Record<string, T> = {}): T | undefined {
  const key = wordKey(word)
  for (const table of [own, known]) {
    const found = Object.entries(table).find(([each]) => wordKey(each) === key)
    if (found !== undefined) return found[1]
  }
}

/**
 * What stands at a dotted path; null when the place is there and empty, undefined when it is not there. A name may stand in a list
 * of one; `[0]` picks from a longer one.
 */
export function valueAt (record: unknown, path: string): unknown {
  let value: unknown = record
  for (const name of path.split('.')) {
    if (Array.isArray(value)) value = /^\d+$/.test(name) ? value[Number(name)] : value.length === 1 ? memberOf(value[0], name) : undefined
    else value = memberOf(value, name)
    if (value === undefined || value === null) return value
  }
  return value
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
