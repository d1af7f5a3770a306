import { isObject } from '../json.ts'
import { assignAll } from './assign.ts'
import { invalid, ScimError } from './errors.ts'
import { isTrap, keyIn, memberOf, nameFrom, type Json } from './paths.ts'
import { attributeOf, USER, type Attribute } from './schemas.ts'

/** As it is kept: the user as sent, and whether they have ever been active. `moved`: they stood for another contract once, and whom the record takes them for by now is asked there. */
export interface Content { user: Json, everActive: boolean, moved?: true }

const LARGEST = 256 * 1024
const LONGEST_NAME = 1000

/** A whole user as a POST or PUT has it; what can be no attribute is passed over. */
export function userFrom (body: Json): Json {
  const user: Json = { schemas: body[keyIn(body, 'schemas')] }
  assignAll(user, Object.fromEntries(Object.entries(body).filter(([key]) => nameFrom(key) !== undefined)), 'replace')
  return settled(user)
}

/** A user in the form in which users are kept: values as they were sent, empty ones gone, booleans what they say. */
export function settled (user: Json): Json {
  const kept: Json = {}
  for (const [key, value] of Object.entries(user)) {
    const extension = /^urn:/i.test(key) ? nameFrom(key)?.extension : undefined
    const settledValue = key === 'schemas' || isSecret(key) ? undefined : extension === undefined ? coerced(attributeOf(key), value) : withMembers(value, extension)
    if (settledValue !== undefined) kept[key] = settledValue
  }
  const { userName } = kept
  if (typeof userName !== 'string' || userName.trim() === '' || userName.length > LONGEST_NAME) throw invalid('invalidValue', 'userName is required: a text that is not empty.')
  const whole = { schemas: schemasOf(user.schemas, kept), ...kept }
  if (Buffer.byteLength(JSON.stringify(whole)) > LARGEST) throw new ScimError(413, undefined, `A user has at most ${LARGEST} bytes.`)
  return whole
}

/** Never kept, whatever its case and whichever schema it is written to. */
const isSecret = (key: string): boolean => key.toLowerCase() === 'password'

function schemasOf (sent: unknown, kept: Json): string[] {
  const named = Array.isArray(sent) ? sent.filter((each): each is string => typeof each === 'string' && /^urn:[\w.:~%+-]{1,300}$/i.test(each)) : []
  return [...new Set([USER, ...named.slice(0, 50), ...Object.keys(kept).filter((key) => /^urn:/i.test(key))])]
}

function withMembers (value: unknown, extension: string): Json | undefined {
  if (value === null || value === undefined) return undefined
  if (!isObject(value)) throw invalid('invalidValue', 'An extension is written as an object.')
  return filled(Object.entries(value).filter(([key]) => !isSecret(key)).map(([key, each]) => [key, coerced(attributeOf(key, extension), each)]))
}

/** A value in the form that its attribute has, however a sender wraps it; undefined: there is none. */
function coerced (attribute: Attribute | undefined, value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (attribute === undefined) return withoutTraps(value)
  if (attribute.multiValued) return elementsOf(attribute, Array.isArray(value) ? value : [value])
  const single = Array.isArray(value) && value.length <= 1 ? value[0] : value
  if (single === null || single === undefined) return undefined
  if (attribute.type === 'complex') return isObject(single) ? partsOf(attribute, single) : referenceTo(attribute, single)
  const plain = isObject(single) && single.value !== undefined ? single.value : single
  if (attribute.type === 'boolean') return booleanOf(plain) ?? wrong(attribute)
  return typeof plain === 'object' ? wrong(attribute) : plain
}

/** Some write whom they mean as a text instead of an object with a value. */
const referenceTo = (attribute: Attribute, value: unknown): Json | undefined =>
  typeof value === 'string' && attribute.subAttributes?.some(({ name }) => name === 'value') ? filled([['value', value]]) : wrong(attribute)

const wrong = ({ name, type }: Attribute): never => { throw invalid('invalidValue', `${name} has to be ${type === 'complex' ? 'an object' : `a ${type}`}.`) }

const MOST_ELEMENTS = 200

function elementsOf (attribute: Attribute, values: unknown[]): unknown[] | undefined {
  if (values.length > MOST_ELEMENTS) throw invalid('invalidValue', `A list has at most ${MOST_ELEMENTS} values.`)
  const elements = values.flatMap((each) => isObject(each) ? partsOf(attribute, each) ?? [] : each === null || each === '' ? [] : { value: withoutTraps(each) })
  return elements.length === 0 ? undefined : elements
}

function partsOf ({ subAttributes = [] }: Attribute, value: Json): Json | undefined {
  return filled(Object.entries(value).map(([key, each]) => {
    const known = subAttributes.find(({ name }) => name.toLowerCase() === key.toLowerCase())
    const part = known?.type === 'boolean' ? booleanOf(each) ?? each : each
    return [known?.name ?? key, part === null ? undefined : withoutTraps(part)]
  }))
}

/** Some write booleans as texts, in any case. */
function booleanOf (value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return word === 'true' ? true : word === 'false' ? false : undefined
}

function filled (entries: [string, unknown][]): Json | undefined {
  const kept = entries.filter(([key, value]) => value !== undefined && !isTrap(key))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function withoutTraps (value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((each) => each !== null).map(withoutTraps)
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key, each]) => each !== null && !isTrap(key)).map(([key, each]) => [key, withoutTraps(each)])) : value
}

export const isActive = (user: Json): boolean => memberOf(user, 'active') !== false
