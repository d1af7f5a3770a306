import { ENTITIES, type Edm, type Person, type Row } from './model.ts'

/** What a query asks for that there is not: answered with 400 and a code. */
export class Refused extends Error {
  readonly code: string
  constructor (code: string, message: string) {
    super(message)
    this.code = code
  }
}

type Test = (row: Row) => boolean
type Token = { kind: 'word' | 'text' | 'datetime' | 'datetimeoffset' | 'number' | 'mark', text: string }

const TOKENS = /\s*(?:(datetimeoffset|datetime)?'((?:[^']|'')*)'|([()])|(-?\d+(?:\.\d+)?)(?![\w/])|([A-Za-z]\w*(?:\/\w+)*))/y

function tokensOf (filter: string): Token[] {
  const tokens: Token[] = []
  TOKENS.lastIndex = 0
  while (filter.slice(TOKENS.lastIndex).trim() !== '') {
    const found = TOKENS.exec(filter)
    if (found === null) throw new Refused('COE_INVALID_FILTER', 'The filter cannot be read.')
    const [, type, text, mark, number, word] = found
    tokens.push(text !== undefined
      ? { kind: (type ?? 'text') as Token['kind'], text: text.replaceAll("''", "'") }
      : mark !== undefined ? { kind: 'mark', text: mark } : number !== undefined ? { kind: 'number', text: number } : { kind: 'word', text: word! })
  }
  return tokens
}

const LITERALS: Record<Edm, Token['kind']> = { string: 'text', day: 'datetime', instant: 'datetimeoffset', number: 'number', boolean: 'word' }
const FORMS: Partial<Record<Token['kind'], RegExp>> = { datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/, datetimeoffset: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ }

/** or, and, brackets, comparisons; of a path over several rows, any of them has to hold: all of them, whatever their dates. */
export function filterOf (entity: string, filter: string, all: Map<string, Person>): Test {
  const tokens = tokensOf(filter)
  let at = 0
  const take = (): Token => tokens[at++] ?? { kind: 'mark', text: '' }
  const is = (text: string): boolean => tokens[at]?.text === text && (at++, true)
  const either = (): Test => {
    let test = both()
    while (is('or')) { const [a, b] = [test, both()]; test = (row) => a(row) || b(row) }
    return test
  }
  const both = (): Test => {
    let test = single()
    while (is('and')) { const [a, b] = [test, single()]; test = (row) => a(row) && b(row) }
    return test
  }
  const single = (): Test => {
    if (is('(')) {
      const test = either()
      if (!is(')')) throw new Refused('COE_INVALID_FILTER', 'A bracket is not closed.')
      return test
    }
    const [path, operator, value] = [take(), take().text, take()]
    if (path.kind !== 'word' || !['eq', 'ne', 'ge', 'gt', 'le', 'lt'].includes(operator)) throw new Refused('COE_INVALID_FILTER', 'A comparison is expected.')
    const names = path.text.split('/')
    const type = fieldAt(entity, names)
    if (value.kind !== LITERALS[type] || FORMS[value.kind]?.test(value.text) === false) throw new Refused('COE_INVALID_FILTER', `${path.text} takes another kind of value.`)
    return (row) => valuesAt(entity, row, names, all).some((each) => compared(type, each, operator, value.text))
  }
  const test = either()
  if (at < tokens.length) throw new Refused('COE_INVALID_FILTER', 'The filter goes on where it should end.')
  return test
}

function fieldAt (entity: string, names: string[]): Edm {
  const known = ENTITIES[names.slice(0, -1).reduce(through, entity)]!.fields
  const type = known[names.at(-1)!]
  if (type === undefined) throw new Refused('COE_PROPERTY_NOT_FOUND', `There is no property ${names.join('/')}.`)
  return type
}

function through (entity: string, nav: string): string {
  const found = ENTITIES[entity]!.navs[nav]
  if (found === undefined) throw new Refused('COE_PROPERTY_NOT_FOUND', `${entity} has no navigation ${nav}.`)
  return found.to
}

function valuesAt (entity: string, row: Row, [name, ...rest]: string[], all: Map<string, Person>): unknown[] {
  if (rest.length === 0) return [row[name!]]
  const nav = ENTITIES[entity]!.navs[name!]!
  return nav.from(row, all).flatMap((each) => valuesAt(nav.to, each, rest, all))
}

function compared (type: Edm, value: unknown, operator: string, literal: string): boolean {
  if (value === null || value === undefined) return operator === 'ne'
  const isTime = type === 'day' || type === 'instant'
  const number = (text: string) => Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) || text.length === 10 ? text : `${text}Z`)
  const [a, b] = isTime ? [number(String(value)), number(literal)] : type === 'number' ? [Number(value), Number(literal)] : [String(value), literal]
  return { eq: a === b, ne: a !== b, ge: a >= b, gt: a > b, le: a <= b, lt: a < b }[operator]!
}

/** Which dated rows are given: those of a span, of a day, or of today. */
export interface Span { from: string, to: string }

interface Shape { fields: Set<string>, navs: Map<string, Shape>, isWhole: boolean }

/** Only what is selected, if anything is; only what is expanded; every name has to exist. */
export function shapeOf (entity: string, select: string | null, expand: string | null): Shape {
  const root: Shape = { fields: new Set(), navs: new Map(), isWhole: select === null }
  const at = (names: string[], makes: boolean): Shape => names.reduce((shape, name) => {
    if (!shape.navs.has(name)) {
      if (!makes) throw new Refused('COE_INVALID_SELECT', `${names.join('/')} is selected and not expanded.`)
      shape.navs.set(name, { fields: new Set(), navs: new Map(), isWhole: select === null })
    }
    return shape.navs.get(name)!
  }, root)
  for (const path of (expand ?? '').split(',').filter((each) => each !== '')) {
    path.split('/').reduce(through, entity)
    at(path.split('/'), true)
  }
  for (const path of (select ?? '').split(',').filter((each) => each !== '')) {
    const names = path.split('/')
    const name = names.pop()!
    const target = names.reduce(through, entity)
    if (ENTITIES[target]!.navs[name] !== undefined) at([...names, name], false).isWhole = true
    else {
      fieldAt(entity, [...names, name])
      at(names, false).fields.add(name)
    }
  }
  return root
}

export function shaped (entity: string, row: Row, shape: Shape, span: Span, all: Map<string, Person>): Row {
  const { fields, navs } = ENTITIES[entity]!
  const result: Row = { __metadata: { uri: `https://sandbox/odata/v2/${entity}`, type: `SFOData.${entity}` } }
  for (const [name, type] of Object.entries(fields)) if (shape.isWhole || shape.fields.has(name)) result[name] = written(type, row[name])
  for (const [name, nav] of Object.entries(navs)) {
    const inner = shape.navs.get(name)
    if (inner === undefined) {
      if (shape.isWhole) result[name] = { __deferred: { uri: `https://sandbox/odata/v2/${entity}/${name}` } }
      continue
    }
    const rows = nav.from(row, all).filter((each) => ENTITIES[nav.to]!.isDated !== true || (String(each.startDate) <= span.to && String(each.endDate) >= span.from)).map((each) => shaped(nav.to, each, inner, span, all))
    result[name] = nav.many ? { results: rows } : rows[0] ?? null
  }
  return result
}

function written (type: Edm, value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (type === 'day') return `/Date(${Date.parse(String(value))})/`
  if (type === 'instant') return `/Date(${Date.parse(String(value))}+0000)/`
  return value
}
