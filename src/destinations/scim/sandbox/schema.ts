import { bad, isObject, type Json } from './errors.ts'
import type { Variants } from './variants.ts'

export const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

type Type = 'string' | 'boolean' | 'complex' | 'list'
interface Attribute { type: Type, parts?: string[], readOnly?: true }

const LIST = ['value', 'type', 'primary', 'display']
const CORE_ATTRIBUTES: Record<string, Attribute> = {
  userName: { type: 'string' },
  externalId: { type: 'string' },
  name: { type: 'complex', parts: ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'] },
  displayName: { type: 'string' },
  nickName: { type: 'string' },
  profileUrl: { type: 'string' },
  title: { type: 'string' },
  userType: { type: 'string' },
  preferredLanguage: { type: 'string' },
  locale: { type: 'string' },
  timezone: { type: 'string' },
  active: { type: 'boolean' },
  emails: { type: 'list', parts: LIST },
  phoneNumbers: { type: 'list', parts: LIST },
  addresses: { type: 'list', parts: ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type', 'primary'] },
  groups: { type: 'list', readOnly: true }
}
const ENTERPRISE_ATTRIBUTES: Record<string, Attribute> = {
  employeeNumber: { type: 'string' },
  costCenter: { type: 'string' },
  organization: { type: 'string' },
  division: { type: 'string' },
  department: { type: 'string' },
  manager: { type: 'complex', parts: ['value', '$ref', 'displayName'] }
}

/** Attributes of each schema that this provider has. */
export function schemasOf ({ enterprise, extension, lacks }: Variants): Map<string, Record<string, Attribute>> {
  const core = Object.fromEntries(Object.entries(CORE_ATTRIBUTES).filter(([name]) => !lacks.includes(name)))
  return new Map<string, Record<string, Attribute>>([
    [CORE, core],
    ...(enterprise ? [[ENTERPRISE, ENTERPRISE_ATTRIBUTES] as const] : []),
    ...(extension === undefined ? [] : [[extension.urn, Object.fromEntries(extension.attributes.map((name): [string, Attribute] => [name, { type: 'string' }]))] as const])
  ])
}

/** The names as the schema writes them; what the schema does not know is refused. What only the provider may write is left out. */
export function understood (body: Json, variants: Variants): Json {
  const schemas = schemasOf(variants)
  const told = Array.isArray(body.schemas) ? body.schemas : undefined
  if (told === undefined || !told.includes(CORE)) throw bad('invalidSyntax', 'schemas does not name the core user')
  const unknown = told.find((urn) => !schemas.has(urn))
  if (unknown !== undefined) throw bad('invalidValue', `no schema ${unknown}`)
  const out: Json = {}
  for (const [name, value] of Object.entries(body)) {
    if (['schemas', 'id', 'meta'].includes(name)) continue
    if (!schemas.has(name)) {
      attributeInto(out, schemas.get(CORE)!, name, value, variants)
      continue
    }
    if (!told.includes(name)) throw bad('invalidValue', `${name} is not among schemas`)
    if (!isObject(value)) throw bad('invalidSyntax', `${name} is no object`)
    const extension: Json = {}
    for (const [part, each] of Object.entries(value)) attributeInto(extension, schemas.get(name)!, part, each, variants)
    if (Object.keys(extension).length > 0) out[name] = extension
  }
  return out
}

function attributeInto (out: Json, attributes: Record<string, Attribute>, name: string, value: unknown, variants: Variants): void {
  const [key, attribute] = Object.entries(attributes).find(([each]) => each.toLowerCase() === name.toLowerCase()) ?? []
  if (key === undefined || attribute === undefined) throw bad('invalidSyntax', `no attribute ${name}`)
  if (attribute.readOnly) return
  checked(key, attribute, value, variants)
  if (value !== null && !(Array.isArray(value) && value.length === 0)) out[key] = key === 'emails' && variants.untypedEmails ? untyped(value as Json[]) : value
}

const untyped = (list: Json[]): Json[] => list.map(({ type: _, ...rest }) => rest)

/** Throws for a value that an attribute may not have. */
export function checked (name: string, { type, parts = [] }: Attribute, value: unknown, variants: Variants): void {
  if (value === null) return
  const refused = (): never => { throw bad('invalidValue', `${name} may not be that`) }
  const pattern = variants.refuses[name]
  if (pattern !== undefined && new RegExp(pattern).test(JSON.stringify(value))) refused()
  if (type === 'string' && (typeof value !== 'string' || value === '')) refused()
  if (type === 'boolean' && typeof value !== 'boolean') refused()
  if (type === 'complex') {
    if (!isObject(value) || Object.keys(value).some((part) => !parts.includes(part)) || Object.values(value).some((part) => typeof part !== 'string')) refused()
  }
  if (type === 'list') {
    if (!Array.isArray(value)) return refused()
    for (const each of value) {
      if (!isObject(each) || Object.entries(each).some(([part, one]) => !parts.includes(part) || (part === 'primary' ? typeof one !== 'boolean' : typeof one !== 'string') || one === '')) refused()
      if (parts.includes('value') && typeof (each as Json).value !== 'string') refused()
    }
    if (value.filter((each: Json) => each.primary === true).length > 1) refused()
    const types = value.flatMap((each: Json) => each.type ?? [])
    if (new Set(types).size < types.length) refused()
  }
}

/** As /Schemas shows them. */
export function schemaList (variants: Variants): object {
  const resources = [...schemasOf(variants)].map(([id, attributes]) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name: id.split(':').at(-1),
    attributes: Object.entries(attributes).map(([name, { type, parts, readOnly }]) => ({
      name,
      type: type === 'list' ? 'complex' : type,
      multiValued: type === 'list',
      required: name === 'userName',
      mutability: readOnly ? 'readOnly' : variants.immutable.includes(name) ? 'immutable' : 'readWrite',
      ...(parts && { subAttributes: parts.map((part) => ({ name: part, type: 'string', multiValued: false, mutability: 'readWrite' })) })
    }))
  }))
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: resources.length, itemsPerPage: resources.length, startIndex: 1, Resources: resources }
}
