import { bad, isObject, type Json } from './errors.ts'
import { CORE, schemasOf } from './schema.ts'
import type { Variants } from './variants.ts'

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const PATH = /^([A-Za-z$][\w$-]*)(?:\[type\s+eq\s+"([^"]*)"\])?(?:\.([A-Za-z$][\w$-]*))?$/i

/** The resource after a PatchOp, one operation after another (RFC 7644, 3.5.2); all of it or nothing. */
export function patched (user: Json, body: Json, variants: Variants): Json {
  if (!Array.isArray(body.schemas) || !body.schemas.includes(PATCH_OP)) throw bad('invalidSyntax', 'not a PatchOp')
  if (!Array.isArray(body.Operations) || body.Operations.length === 0) throw bad('invalidSyntax', 'no Operations')
  const after = structuredClone(user)
  for (const operation of body.Operations) apply(after, operation, variants)
  return after
}

function apply (user: Json, operation: unknown, variants: Variants): void {
  if (!isObject(operation) || !['add', 'replace', 'remove'].includes(String(operation.op))) throw bad('invalidSyntax', 'op is add, replace or remove')
  const { op, path, value } = operation
  if (op !== 'remove' && value === undefined) throw bad('invalidValue', 'no value')
  if (path === undefined) {
    if (op === 'remove') throw bad('noTarget', 'remove needs a path')
    if (!isObject(value)) throw bad('invalidSyntax', 'a value without a path is an object')
    for (const [name, each] of Object.entries(value)) apply(user, { op, path: name, value: each }, variants)
    return
  }
  if (typeof path !== 'string') throw bad('invalidPath', 'path is no text')
  const { urn, name, type, part } = pathIn(path, variants)
  if (type !== undefined && !variants.valuePaths) throw bad('invalidPath', 'paths with a filter are not taken')
  const root = urn === CORE ? user : (user[urn] ??= {}) as Json
  if (type !== undefined) inList(root, name, type, part, String(op), value)
  else if (part !== undefined) inComplex(root, name, part, op === 'remove' ? undefined : value)
  else if (op === 'remove') delete root[name]
  else root[name] = op === 'add' && Array.isArray(root[name]) ? [...root[name] as Json[], ...[value].flat() as Json[]] : value
  if (urn !== CORE && Object.keys(root).length === 0) delete user[urn]
}

function pathIn (path: string, variants: Variants) {
  const schemas = schemasOf(variants)
  const urn = [...schemas.keys()].find((each) => path.toLowerCase().startsWith(`${each.toLowerCase()}:`)) ?? CORE
  const [, attribute, type, part] = PATH.exec(path.startsWith('urn:') ? path.slice(urn.length + 1) : path) ?? []
  const attributes = schemas.get(urn)!
  const name = Object.keys(attributes).find((each) => each.toLowerCase() === attribute?.toLowerCase())
  if (name === undefined) throw bad('invalidPath', `no attribute ${path}`)
  const { type: kind, parts = [], readOnly } = attributes[name]!
  if (readOnly) throw bad('mutability', `${name} is read-only`)
  if (type !== undefined && kind !== 'list') throw bad('invalidPath', `${name} is no list`)
  if (part !== undefined && (!parts.includes(part) || (kind === 'list' && type === undefined))) throw bad('invalidPath', `no part ${part}`)
  return { urn, name, type, part }
}

function inList (root: Json, name: string, type: string, part: string | undefined, op: string, value: unknown): void {
  const list = (root[name] ?? []) as Json[]
  const element = list.find((each) => String(each.type).toLowerCase() === type.toLowerCase())
  if (element === undefined) throw bad('noTarget', `no ${name} of that type`)
  if (op === 'remove' && part === undefined) root[name] = list.filter((each) => each !== element)
  else if (op === 'remove') delete element[part!]
  else if (part === undefined) Object.assign(element, value)
  else element[part] = value
  if ((root[name] as Json[]).length === 0) delete root[name]
}

function inComplex (root: Json, name: string, part: string, value: unknown): void {
  const complex = { ...(root[name] ?? {}) as Json }
  if (value === undefined) delete complex[part]
  else complex[part] = value
  if (Object.keys(complex).length === 0) delete root[name]
  else root[name] = complex
}
