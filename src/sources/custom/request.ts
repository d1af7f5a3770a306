import type { Authorization, SourceIo, SourceRequest } from '../../domain/reading.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { clientCredentials } from '../reading/oauth.ts'
import type { Parameters } from './paging.ts'
import type { Options } from './options.ts'
import type { Credentials, List, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** What goes with every call; a key in the query is put there call by call, so that no address that is kept has it. */
export async function authorize (io: Io): Promise<Authorization> {
  const { settings: { auth = 'none', auth_header: header = 'x-api-key', auth_prefix: prefix = '', token_url: tokenUrl, scope, token_parameters: parameters, client_proof: by }, credentials } = io
  switch (auth) {
    case 'header': return { headers: { [header.toLowerCase()]: `${prefix}${credentials.key}` } }
    case 'bearer': return { headers: { authorization: `Bearer ${credentials.key}` } }
    case 'basic': return { headers: { authorization: `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}` } }
    case 'oauth': return await clientCredentials(io, {
      tokenUrl: tokenUrl!, clientId: credentials.client_id!, clientSecret: credentials.client_secret!, ...by !== undefined && { by }, parameters: { ...parameters, ...scope !== undefined && { scope } }
    })
    case 'query': case 'none': return { headers: {} }
  }
}

export interface Asked { path: string, query?: List['query'] | undefined, method?: List['method'], body?: List['body'], contentType?: string | undefined }

/** A call below base_url; parameters go into the query, or into the body where the list wants them there. */
export function requestFor ({ settings, credentials }: Io, { path, query = {}, method = 'GET', body, contentType }: Asked, parameters: Parameters = {}, into: 'query' | 'body' = 'query'): SourceRequest {
  const { base_url: base } = settings
  if (base === undefined) throw new ReadFailure('not_configured', 'settings.base_url is not set: nobody is read.')
  const url = new URL(`${base}${path}`)
  for (const [name, value] of Object.entries(query)) for (const each of [value].flat()) url.searchParams.append(name, each)
  if (into === 'query') for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value))
  const sent = method === 'POST' ? bodyFor(body, into === 'body' ? parameters : {}) : undefined
  return {
    method,
    url: withKey(url, settings, credentials).href,
    headers: { ...lower(settings.headers), ...sent !== undefined && { 'content-type': typeof body === 'string' ? contentType ?? 'text/plain; charset=utf-8' : 'application/json' } },
    ...sent !== undefined && { body: sent }
  }
}

/** A call to an address that the system gave. */
export const requestTo = ({ settings, credentials }: Io, href: string): SourceRequest =>
  ({ url: withKey(new URL(href), settings, credentials).href, headers: lower(settings.headers) })

/** As it may be kept: without the key. */
export function withoutKey (href: string, { auth, auth_parameter: parameter = 'api_key' }: Settings): string {
  const url = new URL(href)
  if (auth === 'query') url.searchParams.delete(parameter)
  return url.href
}

function withKey (url: URL, { auth, auth_parameter: parameter = 'api_key' }: Settings, { key }: Credentials): URL {
  if (auth === 'query') url.searchParams.set(parameter, key!)
  return url
}

function bodyFor (body: List['body'], parameters: Parameters): string {
  if (typeof body === 'string') return body
  const whole = structuredClone(body ?? {}) as Json
  for (const [name, value] of Object.entries(parameters)) put(whole, name.split('.'), value)
  return JSON.stringify(whole)
}

function put (object: Json, [name, ...rest]: string[], value: unknown): void {
  if (rest.length === 0) object[name!] = value
  else put(isObject(object[name!]) ? object[name!] as Json : (object[name!] = {}) as Json, rest, value)
}

const lower = (headers: Record<string, string> = {}): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
