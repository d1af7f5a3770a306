import type { ApiAnswer, ApiRequest, Resources } from '../../domain/serving.ts'
import { objectIn } from '../json.ts'
import { headerOf } from '../verify/headers.ts'
import { discover } from './discovery.ts'
import { failure, invalid, ScimError } from './errors.ts'
import { listOf, listUsers } from './list.ts'
import { memberOf, type Json } from './paths.ts'
import type { Options } from './settings.ts'
import { createUser, deleteUser, getUser, patchUser, replaceUser } from './users.ts'

type Handler = (request: ApiRequest, resources: Resources, options: Options) => Promise<ApiAnswer>

const SEARCH = '.search'

/** One request of an identity provider. What cannot be done is answered as the RFC has it, and a write that was refused is shown to the owner. */
export async function handle (request: ApiRequest, resources: Resources, options: Options): Promise<ApiAnswer> {
  try {
    const handlers = handlersFor(request.path)
    const handler = handlers[request.method === 'HEAD' ? 'GET' : request.method]
    if (handler === undefined) throw notAllowed(Object.keys(handlers))
    return await handler(request, resources, options)
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    const { status, scimType, message, headers } = error
    return { ...failure(status, message, scimType, headers), ...(isWrite(request) && { refused: `${request.method} /${endpointIn(request.path)} was answered ${status}${scimType === undefined ? '' : ` ${scimType}`}: ${message}` }) }
  }
}

const notAllowed = (methods: string[]) => methods.length === 0
  ? new ScimError(404, undefined, 'There is no such endpoint: Users, Groups, ServiceProviderConfig, ResourceTypes and Schemas are there.')
  : new ScimError(405, undefined, `Only ${methods.join(', ')} here.`, { allow: methods.join(', ') })

/** By method; none: there is no such place. */
function handlersFor ([endpoint = '', id, ...more]: string[]): Record<string, Handler> {
  const name = endpoint.toLowerCase()
  if (more.length > 0) return {}
  if (name === 'users') return id === undefined ? { GET: list, POST: create } : id === SEARCH ? { POST: search } : user(id)
  if (name === SEARCH && id === undefined) return { POST: search }
  if (name === 'groups') return groups(id)
  if (name === 'bulk' || name === 'me') return { GET: unsupported, POST: unsupported, PUT: unsupported, PATCH: unsupported, DELETE: unsupported }
  if (['serviceproviderconfig', 'resourcetypes', 'schemas'].includes(name)) return { GET: async ({ base, query }) => discover(name, id, base, query) }
  return {}
}

const user = (id: string): Record<string, Handler> => ({
  GET: (request, resources) => getUser(request, id, resources),
  PUT: (request, resources, options) => replaceUser(request, id, bodyOf(request), resources, options),
  PATCH: (request, resources, options) => patchUser(request, id, bodyOf(request), resources, options),
  DELETE: (request, resources, options) => deleteUser(request, id, resources, options)
})

const list: Handler = (request, resources) => listUsers(request, request.query, resources)
const create: Handler = (request, resources, options) => createUser(request, bodyOf(request), resources, options)
const search: Handler = (request, resources) => {
  const body = bodyOf(request)
  return listUsers(request, Object.fromEntries(['filter', 'startIndex', 'count', 'attributes', 'excludedAttributes'].map((name) => [name, memberOf(body, name)])), resources)
}

/** Nobody is in a group here: whoever asks finds none, and whoever writes one is told. */
const groups = (id: string | undefined): Record<string, Handler> => id === undefined
  ? { GET: async () => listOf([]), POST: unsupported }
  : id === SEARCH
    ? { POST: async () => listOf([]) }
    : { GET: missing, PUT: unsupported, PATCH: unsupported, DELETE: missing }
const missing: Handler = async () => { throw new ScimError(404, undefined, 'There are no groups here.') }
const unsupported: Handler = async () => { throw new ScimError(501, undefined, 'Only users are kept here, one request each: neither groups, nor bulk, nor /Me.') }

function bodyOf ({ headers, body }: ApiRequest): Json {
  const type = headerOf({ headers }, 'content-type')
  if (type !== undefined && !/^application\/(scim\+)?json\s*(;|$)/i.test(type)) throw new ScimError(415, undefined, 'Send application/scim+json or application/json.')
  const encoding = headerOf({ headers }, 'content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new ScimError(415, undefined, 'Send the body without Content-Encoding.')
  const parsed = objectIn({ headers, body })
  if (!parsed.ok) throw invalid('invalidSyntax', body.length === 0 || parsed.reading.kind !== 'unreadable' ? 'The body is empty: a JSON object is needed.' : parsed.reading.reason)
  return parsed.value
}

const isWrite = ({ method, path }: ApiRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method) && path.at(-1) !== SEARCH

/** For the owner: never what a sender put into the path. */
const endpointIn = ([endpoint = '', id]: string[]): string =>
  `${['users', 'groups', 'bulk', 'me'].includes(endpoint.toLowerCase()) ? endpoint : '(unknown)'}${id === undefined ? '' : '/{id}'}`
