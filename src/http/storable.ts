import type { Fault } from '../domain/faults.ts'

/** Texts that PostgreSQL cannot keep, NUL and half a surrogate pair, wherever they stand in a body of free form. */
export function unstorable (value: unknown, pointer = ''): Fault[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [{ pointer, code: 'control_character' }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]): Fault[] => isStorable(name)
    ? unstorable(each, `${pointer}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`)
    : [{ pointer, code: 'control_character' }])
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
