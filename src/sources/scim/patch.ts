import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../json.ts'
import { assign, assignAll, listed, merged, placeOf, type Op } from './assign.ts'
import { invalid } from './errors.ts'
import { elementFor, matches, parseFilter, type Filter } from './filter.ts'
import { keyIn, memberOf, nameFrom, nameIn, type Json, type Name } from './paths.ts'
import { settled } from './resource.ts'
import { attributeOf, READ_ONLY } from './schemas.ts'

interface Path extends Name { where?: Filter }

const MOST = 1000

/** A user after all operations of a PATCH, or an error and no change at all. `strict`: an element that is not there is not made. */
export function patched (user: Json, body: Json, strict: boolean): Json {
  const operations = memberOf(body, 'Operations')
  if (!Array.isArray(operations) || operations.length === 0) throw invalid('invalidSyntax', 'Operations has to be a list of operations.')
  if (operations.length > MOST) throw invalid('tooMany', `At most ${MOST} operations.`)
  const copy = structuredClone(user)
  for (const operation of operations) apply(copy, operation, strict)
  return settled(copy)
}

function apply (user: Json, operation: unknown, strict: boolean): void {
  if (!isObject(operation)) throw invalid('invalidSyntax', 'An operation has to be an object.')
  const [op, text, value] = ['op', 'path', 'value'].map((name) => memberOf(operation, name))
  const kind = typeof op === 'string' ? op.trim().toLowerCase() : ''
  if (text !== undefined && text !== null && typeof text !== 'string') throw invalid('invalidPath', 'path has to be a text.')
  const path = typeof text === 'string' && text.trim() !== '' ? parsePath(text.trim()) : undefined
  if (path !== undefined) requireWritable(path)
  if (kind === 'remove') {
    if (path === undefined) throw invalid('noTarget', 'A remove needs a path.')
    return remove(user, path, value, strict)
  }
  if (kind !== 'add' && kind !== 'replace') throw invalid('invalidSyntax', 'op has to be add, remove or replace.')
  if (value === undefined) throw invalid('invalidValue', `${kind} needs a value.`)
  if (path !== undefined) return write(user, path, kind, structuredClone(value), strict)
  if (!isObject(value)) throw invalid('invalidValue', 'Without a path the value has to be an object.')
  pathless(user, structuredClone(value), kind, strict)
}

/** Names in a value may be whole paths, filters included. */
function pathless (user: Json, members: Json, op: Op, strict: boolean): void {
  for (const [text, value] of Object.entries(members)) {
    if (text.includes('[')) {
      const path = parsePath(text)
      requireWritable(path)
      write(user, path, op, value, strict)
    } else assignAll(user, { [text]: value }, op)
  }
}

export function parsePath (text: string): Path {
  const open = text.indexOf('[')
  const close = text.lastIndexOf(']')
  if (open < 0) return nameFrom(text) ?? refuse()
  const name = close > open ? nameFrom(text.slice(0, open)) : undefined
  const rest = text.slice(close + 1)
  const sub = rest === '' ? undefined : nameFrom(rest.replace(/^\./, ''))
  if (name?.attribute === undefined || name.sub !== undefined || (rest !== '' && (!rest.startsWith('.') || sub?.attribute === undefined || sub.sub !== undefined))) return refuse()
  return { ...name, where: whereIn(text.slice(open + 1, close)), ...(sub !== undefined && { sub: sub.attribute! }) }
}

const refuse = (): never => { throw invalid('invalidPath', 'The path is not understood.') }

function whereIn (text: string): Filter {
  try {
    return parseFilter(text)
  } catch {
    return refuse()   // of a path it is the path that is wrong
  }
}

function requireWritable ({ extension, attribute = '' }: Path): void {
  if (extension === undefined && READ_ONLY.has(attribute.toLowerCase())) throw invalid('mutability', 'id, meta and groups are not written from outside.')
}

function write (user: Json, path: Path, op: Op, value: unknown, strict: boolean): void {
  const { where, sub } = path
  if (where === undefined) return assign(user, path, op, value)
  const { place, key, elements } = listAt(user, path)
  const members = sub !== undefined ? { [sub]: value } : isObject(value) ? value : { value }
  if (elements.some((each) => matches(where, each))) {
    place[key] = elements.map((each) => matches(where, each) ? merged(isObject(each) ? each : { value: each }, members) : each)
    return
  }
  const element = strict ? undefined : elementFor(where)
  if (element === undefined) throw invalid('noTarget', 'The path means nothing that is there.')
  place[key] = [...elements, merged(element, members)]
}

function remove (user: Json, path: Path, value: unknown, strict: boolean): void {
  const { extension, attribute } = nameIn(user, path)
  const { sub, where } = path
  if (extension === undefined && sub === undefined && attribute?.toLowerCase() === 'username') throw invalid('mutability', 'userName is required: it is replaced, not removed.')
  if (attribute === undefined) {
    if (extension !== undefined) delete user[keyIn(user, extension)]
    return
  }
  const { place, key, elements } = listAt(user, path)
  const isMeant = (each: unknown): boolean => where !== undefined ? matches(where, each) : value === undefined || value === null || listed(value).some((one) => isSame(one, each))
  if (strict && where !== undefined && !elements.some(isMeant)) throw invalid('noTarget', 'The path means nothing that is there.')
  const left = elements.flatMap((each) => !isMeant(each) ? each : sub === undefined ? [] : withoutPart(each, sub))
  if (left.length === 0) delete place[key]
  else place[key] = Array.isArray(place[key]) ? left : left[0]
}

/** Some name what is to go by its value only. */
const isSame = (one: unknown, each: unknown): boolean =>
  isDeepStrictEqual(one, each) || (memberOf(each, 'value') !== undefined && memberOf(each, 'value') === (isObject(one) ? memberOf(one, 'value') : one))

function withoutPart (element: unknown, sub: string): unknown[] {
  if (!isObject(element)) return []
  const { [keyIn(element, sub)]: _, ...rest } = element
  return Object.keys(rest).length === 0 ? [] : [rest]
}

function listAt (user: Json, { extension, attribute }: Name): { place: Json, key: string, elements: unknown[] } {
  const place = placeOf(user, extension)
  const key = keyIn(place, attributeOf(attribute!, extension)?.name ?? attribute!)
  return { place, key, elements: listed(place[key]) }
}
