import type { Random } from '../random.ts'
import { valueFor, type Schema } from './schema.ts'
import { AUTHORIZATION, ENCODINGS, harmless, IDEMPOTENCY, spoilt, TYPES, wildJson } from './wild.ts'

export interface Operation { method: string, path: string, parameters: { in: string, name: string, required?: boolean, schema?: Schema }[], body?: Schema }
export interface Document { paths: Record<string, Record<string, { parameters?: Operation['parameters'], requestBody?: { content: Record<string, { schema: Schema }> } }>>, components: { schemas: Record<string, Schema> } }
export interface Request { operation: Operation, method: string, path: string, headers: Record<string, string>, body?: Buffer }
export interface Keys { admin: string, owner: string, ingest: string, ids: string[] }

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options'])

/** Every operation of the document, and a few addresses that it does not know. */
export function operationsIn (document: Document): Operation[] {
  const told = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).filter(([method]) => METHODS.has(method)).map(([method, { parameters = [], requestBody }]): Operation => {
    const body = Object.values(requestBody?.content ?? {})[0]?.schema
    return { method: method.toUpperCase(), path, parameters, ...(body && { body }) }
  }))
  return [...told, ...['/v1/nothing', '/docs', '/', '/v1//hires', '/webhooks/x/y/z'].map((path): Operation => ({ method: 'GET', path, parameters: [] }))]
}

/** Valid, nearly valid, or wild. */
export function requestFor (operation: Operation, document: Document, keys: Keys, random: Random): Request {
  const wildness = random.next()
  const schemas = document.components.schemas
  const path = pathFor(operation, schemas, keys, random, wildness > 0.7)
  const headers: Record<string, string> = { authorization: authorizationFor(operation, keys, random, wildness) }
  const method = random.chance(0.02) ? random.pick(['PATCH', 'OPTIONS', 'HEAD', 'DELETE', 'PUT']) : operation.method
  if (random.chance(0.3)) headers['idempotency-key'] = random.chance(0.5) ? `key-${random.below(200)}` : headerText(random.pick(IDEMPOTENCY))
  if (random.chance(0.1)) headers['accept-language'] = random.pick(['pt-BR', 'en', '*;q=0', 'pt-BR;q=x', ','.repeat(500), 'x'.repeat(2000)])
  if (random.chance(0.03)) headers['content-encoding'] = random.pick(ENCODINGS)
  if (operation.body === undefined && !random.chance(0.1)) return { operation, method, path, headers }
  headers['content-type'] = random.chance(0.93) ? 'application/json' : headerText(random.pick(TYPES))
  const valid = operation.body === undefined ? {} : valueFor(operation.body, schemas, random)
  const text = wildness < 0.35 ? JSON.stringify(valid) : wildness < 0.75 ? spoilt(valid, random) : wildJson(random)
  const bytes = Buffer.from(harmless(text ?? 'null'))
  if (random.chance(0.03)) for (let i = 0; i < 5 && bytes.length > 0; i++) bytes[random.below(bytes.length)] = random.below(256)
  return { operation, method, path, headers, body: bytes }
}

function pathFor ({ path, parameters }: Operation, schemas: Record<string, Schema>, keys: Keys, random: Random, wild: boolean): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (wild) return encodeURIComponent(random.pick(['x', '..', '%', '\u0000', '💥', ' ', 'A'.repeat(300), "'", 'null'])) || 'x'
    if (name === 'tenant') return random.pick(['fuzz', 'fuzz', 'other', 'acme'])
    return name === 'name' ? random.pick(['pulses', 'hr', 'x']) : random.pick([...keys.ids, 'evt_0', 'none'])
  })
  const query = parameters.filter((each) => each.in === 'query' && random.chance(0.3)).map(({ name, schema = {} }) => {
    const value = wild ? random.pick(['', '-1', '1e9', '\u0000', 'x', 'A'.repeat(500), '2026-13-01', '%']) : String(valueFor(schema, schemas, random))
    return `${name}=${encodeURIComponent(value.isWellFormed() ? value : 'x')}`
  })
  if (wild && random.chance(0.1)) query.push(random.pick(['&&&', '%ff=%zz', 'limit=1&limit=2', '__proto__[x]=1']))
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`
}

function authorizationFor ({ path }: Operation, { admin, owner, ingest }: Keys, random: Random, wildness: number): string {
  if (wildness > 0.9) return headerText(random.pick(AUTHORIZATION))
  const key = path.startsWith('/v1/tenants') ? random.pick([admin, owner]) : random.pick([owner, owner, owner, ingest, admin])
  return random.chance(0.9) ? `Bearer ${key}` : `Basic ${Buffer.from(`${key}:`).toString('base64')}`
}

/** What Node lets through as a header: bytes, no line ends. */
const headerText = (text: string): string => Buffer.from(text.replaceAll(/[\r\n]/g, '')).toString('latin1').replaceAll(/[^\t -~\u00a0-\u00ff]/g, '?')
