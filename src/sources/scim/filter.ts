import { invalid } from './errors.ts'
import { memberOf, nameFrom, valuesAt, type Json, type Name } from './paths.ts'

const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const
type Comparison = typeof COMPARISONS[number]
export type Value = string | number | boolean | null

export type Filter =
  | { op: 'and' | 'or', left: Filter, right: Filter }
  | { op: 'not', filter: Filter }
  | { op: 'pr', name: Name }
  | { op: Comparison, name: Name, value: Value }
  /** An element of a list for which `where` holds, and, with `then`, whose part is so. */
  | { op: 'element', name: Name, where: Filter, then?: Filter }

const LONGEST = 4000
const DEEPEST = 20
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|(\.?[A-Za-z$][\w$:.%~+-]*)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.]))/y

/** RFC 7644, 3.4.2.2. Words and names count in any case. Throws invalidFilter. */
export function parseFilter (text: string): Filter {
  if (text.length > LONGEST) throw wrong('it is too long')
  const tokens = tokensIn(text)
  let at = 0
  const peek = (): string | undefined => tokens[at]?.toLowerCase()
  const take = (): string => tokens[at++] ?? fail('it ends too early')
  const fail = (why: string): never => { throw wrong(why) }

  function either (depth: number): Filter {
    let left = both(depth)
    while (peek() === 'or') { at++; left = { op: 'or', left, right: both(depth) } }
    return left
  }
  function both (depth: number): Filter {
    let left = one(depth)
    while (peek() === 'and') { at++; left = { op: 'and', left, right: one(depth) } }
    return left
  }
  function one (depth: number): Filter {
    if (depth > DEEPEST) return fail('it is nested too deep')
    if (peek() === 'not' && tokens[at + 1] === '(') { at++; return { op: 'not', filter: grouped(depth) } }
    return peek() === '(' ? grouped(depth) : expression(depth)
  }
  function grouped (depth: number): Filter {
    at++
    const filter = either(depth + 1)
    return take() === ')' ? filter : fail('a bracket is not closed')
  }
  function expression (depth: number): Filter {
    const name = named(take())
    if (peek() !== '[') return comparison(name)
    at++
    const where = either(depth + 1)
    if (take() !== ']') fail('a bracket is not closed')
    if (peek()?.startsWith('.') !== true) return { op: 'element', name, where }
    return { op: 'element', name, where, then: comparison(named(take().slice(1))) }
  }
  function comparison (name: Name): Filter {
    const op = take().toLowerCase()
    if (op === 'pr') return { op, name }
    const known = COMPARISONS.find((each) => each === op) ?? fail('an operator is not known')
    return { op: known, name, value: valueFrom(take()) }
  }
  const named = (token: string): Name => {
    const name = /^[A-Za-z]/.test(token) ? nameFrom(token) : undefined
    return name?.attribute === undefined ? fail('a name is expected') : name
  }
  const valueFrom = (token: string): Value => {
    if (/^(true|false|null)$/i.test(token)) return JSON.parse(token.toLowerCase())
    return /^["\d-]/.test(token) ? literal(token) : fail('a value is expected: texts stand in quotation marks')
  }
  const literal = (token: string): Value => {
    try {
      return JSON.parse(token)
    } catch {
      return fail('a text is not written as in JSON')
    }
  }

  const filter = either(0)
  return at === tokens.length ? filter : fail('something is left at its end')
}

function tokensIn (text: string): string[] {
  const tokens: string[] = []
  const trimmed = text.trimEnd()
  for (let at = 0; at < trimmed.length;) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(trimmed)
    if (match === null) throw wrong('a character does not belong there')
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4]!)
    at = TOKEN.lastIndex
  }
  return tokens
}

const wrong = (why: string) => invalid('invalidFilter', `The filter is not understood: ${why}.`)

/** Whether a resource, or an element of a list, is meant. */
export function matches (filter: Filter, value: unknown): boolean {
  switch (filter.op) {
    case 'and': return matches(filter.left, value) && matches(filter.right, value)
    case 'or': return matches(filter.left, value) || matches(filter.right, value)
    case 'not': return !matches(filter.filter, value)
    case 'pr': return valuesAt(value, filter.name).some((each) => each !== '' && !(Array.isArray(each) && each.length === 0))
    case 'element': return valuesAt(value, filter.name).some((each) => matches(filter.where, each) && (filter.then === undefined || matches(filter.then, each)))
    default: return compares(filter.op, valuesAt(value, filter.name), filter)
  }
}

function compares (op: Comparison, found: unknown[], { name, value }: { name: Name, value: Value }): boolean {
  if (op === 'ne') return !compares('eq', found, { name, value })
  if (value === null) return op === 'eq' && found.length === 0
  const isExact = EXACT.has(name.attribute!.toLowerCase())
  // Of something with parts, its value is what is compared.
  return found.some((each) => holds(op, typeof each === 'object' ? memberOf(each, 'value') : each, value, isExact))
}

const EXACT = new Set(['id', 'externalid'])

function holds (op: Comparison, found: unknown, wanted: Exclude<Value, null>, isExact: boolean): boolean {
  const [a, b] = comparable(found, wanted, isExact)
  if (op === 'eq') return a === b
  if (typeof a === 'string' && typeof b === 'string') {
    if (op === 'co') return a.includes(b)
    if (op === 'sw') return a.startsWith(b)
    if (op === 'ew') return a.endsWith(b)
  } else if (typeof a !== 'number' || typeof b !== 'number') return false
  if (op === 'gt') return a > b
  if (op === 'ge') return a >= b
  if (op === 'lt') return a < b
  return op === 'le' && a <= b
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

function comparable (found: unknown, wanted: Exclude<Value, null>, isExact: boolean): [unknown, unknown] {
  // Some write booleans as texts, here as in values.
  if (typeof found === 'boolean' && typeof wanted === 'string') return [String(found), wanted.toLowerCase()]
  if (typeof found !== 'string' || typeof wanted !== 'string') return [found, wanted]
  if (MOMENT.test(found) && MOMENT.test(wanted)) return [Date.parse(found), Date.parse(wanted)]
  return isExact ? [found, wanted] : [found.toLowerCase(), wanted.toLowerCase()]
}

/** What an element must have so that a filter of equalities means it; undefined: that cannot be said. */
export function elementFor (filter: Filter): Json | undefined {
  if (filter.op === 'and') {
    const [left, right] = [elementFor(filter.left), elementFor(filter.right)]
    return left && right && { ...left, ...right }
  }
  return filter.op === 'eq' && filter.name.extension === undefined && filter.name.sub === undefined ? { [filter.name.attribute!]: filter.value } : undefined
}
