import { badRequest, done, invalid, noRoute, paged, type Answer } from './answers.ts'
import { activate, createUser, deactivate, listUsers, patchUser, shown, userOf } from './users.ts'
import { LISTS, type List, type World } from './world.ts'

export interface Request { method: string, path: string, query: URLSearchParams, body: unknown }

/** The operations that are documented; no user can be deleted. */
export function answerTo (world: World, { method, path, query, body }: Request): Answer {
  const [first = '', id, verb, ...more] = path.slice(1).split('/').map(decodeURIComponent)
  if (more.length > 0) return noRoute()
  if (first === 'users') return usersAt(world, method, id, verb, query, body)
  if (first === 'user-attributes' && id === undefined && method === 'GET') {
    return done([...world.attributes, { key: 'first_name', name: 'First name', mandatory: true, preset: true, data_type: 'text' }])
  }
  return LISTS.includes(first as List) && id === undefined ? listAt(world, first as List, method, query, body) : noRoute()
}

function usersAt (world: World, method: string, id: string | undefined, verb: string | undefined, query: URLSearchParams, body: unknown): Answer {
  if (id === undefined) return method === 'GET' ? listUsers(world, query) : method === 'POST' ? createUser(world, body) : notAllowed()
  if (id === 'block-reason-codes' && verb === undefined) return method === 'GET' ? { status: 200, body: { status: 'success', data: world.reasons } } : notAllowed()
  const user = userOf(world, id)
  if (verb === 'deactivate') return method === 'PUT' ? deactivate(world, user, body) : notAllowed()
  if (verb === 'activate') return method === 'PUT' ? activate(world, user) : notAllowed()
  if (verb !== undefined) return noRoute()
  if (method === 'GET') return done(shown(world, user))
  return method === 'PATCH' ? patchUser(world, user, body) : notAllowed()
}

const notAllowed = (): Answer => ({ status: 405, body: { success: false, error_type: 'invalid_request_error', message: 'Not allowed.', errors: [] } })

function listAt (world: World, list: List, method: string, query: URLSearchParams, body: unknown): Answer {
  const entries = world.lists[list]
  if (method === 'GET') return paged(entries.map(({ id, name }) => ({ id: world.shown(id), name })), query)
  if (method !== 'POST') return notAllowed()
  const { name, ...others } = typeof body === 'object' && body !== null ? body as Record<string, unknown> : {}
  if (Object.keys(others).length > 0) throw badRequest('Only a name.')
  if (typeof name !== 'string' || name.trim() === '') throw invalid([{ field: 'name', message: 'is needed', code: 'missing_field' }])
  if (entries.some((each) => each.name.toLowerCase() === name.toLowerCase())) throw invalid([{ field: 'name', message: 'is in use', code: 'duplicate_value' }])
  const entry = { id: world.newId(), name }
  entries.push(entry)
  return done({ id: world.shown(entry.id), name }, 201)
}
