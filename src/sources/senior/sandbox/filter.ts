type Test = (record: Record<string, unknown>) => boolean

const CLAUSE = /^\s*([A-Za-z][\w.]*)\s+(eq|ne|lt|gt|le|ge)\s+('(?:[^']|'')*'|[\w:.+-]+)\s*$/
const NULL = /^\s*([A-Za-z][\w.]*)\s+is\s+(not\s+)?null\s*$/

/** Filters as far as they are documented: comparisons, `is null`, and, or. undefined: it is none. */
export function matcher (filter: string): Test | undefined {
  const alternatives = split(filter, 'or').map((part) => split(part, 'and').map(clause))
  if (alternatives.flat().includes(undefined)) return undefined
  return (record) => alternatives.some((all) => all.every((test) => test!(record)))
}

/** Words between quotes are no operators. */
const split = (text: string, word: string): string[] =>
  text.split(new RegExp(`\\s+${word}\\s+(?=(?:[^']*'[^']*')*[^']*$)`))

function clause (text: string): Test | undefined {
  const [, nullPath, not] = NULL.exec(text) ?? []
  if (nullPath !== undefined) return (record) => (at(record, nullPath) === undefined) === (not === undefined)
  const [, path, operator, literal] = CLAUSE.exec(text) ?? []
  if (path === undefined || literal === undefined) return undefined
  const wanted = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal
  return (record) => {
    const found = at(record, path)
    if (found === undefined) return false
    const [a, b] = /^-?\d+(\.\d+)?$/.test(wanted) && typeof found === 'number' ? [found, Number(wanted)] : [String(found), wanted]
    return { eq: a === b, ne: a !== b, lt: a < b, gt: a > b, le: a <= b, ge: a >= b }[operator as 'eq']
  }
}

function at (record: unknown, path: string): unknown {
  let value = record
  for (const name of path.split('.')) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  return value ?? undefined
}
