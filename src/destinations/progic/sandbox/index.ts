import Fastify, { type FastifyRequest } from 'fastify'
import { DIALECTS, type DialectName } from './dialects.ts'
import { createEmployees, type Answer, type Behaviour } from './employees.ts'
import type { Person } from './person.ts'
import { createTokens, type Client } from './tokens.ts'

export { FIELDS, type Field, type Person } from './person.ts'
export { DIALECTS, type DialectName } from './dialects.ts'
export type { Client } from './tokens.ts'

export interface SandboxOptions extends Partial<Behaviour> {
  /** Names, places and forms of the endpoint. */
  dialect: DialectName
  now (): Date
  clients?: Client[]
  /** How long a token is good for. */
  tokenSeconds?: number
}

export interface Received { method: string, path: string, query: string, body: unknown, scopes: string[] | undefined, status: number }

export const CLIENT: Client = {
  id: 'client-1', secret: 'made-up-secret', scopes: ['EMPLOYEE_READ', 'EMPLOYEE_WRITE', 'EMPLOYEE_DELETE'], groups: ['1', '12'], defaultGroup: '1'
}

/** A strict imitation of an employee API as the vendor describes it, on a free port of this machine. */
export async function startProgicSandbox ({ dialect: name, now, clients = [CLIENT], tokenSeconds = 3600, hidesOthers = false, saysFields = true, mostOnPage = 100 }: SandboxOptions) {
  const dialect = DIALECTS[name]
  const behaviour: Behaviour = { hidesOthers, saysFields, mostOnPage }
  const employees = createEmployees(dialect, behaviour)
  const tokens = createTokens(() => clients, dialect, now, () => tokenSeconds)
  const journal: Received[] = []
  const throttled: number[] = []
  const app = Fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.all('/*', async (request, reply) => {
    const { status, body, scopes, seconds } = answered(request)
    const [path = '', query = ''] = request.url.split('?')
    journal.push({ method: request.method, path, query, body: jsonIn(request.body) ?? request.body, scopes, status })
    if (seconds !== undefined) reply.header('retry-after', seconds)
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    return body === undefined ? reply.code(status).send() : reply.code(status).type('application/json').send(JSON.stringify(body))
  })

  function answered (request: FastifyRequest): Answer & { scopes?: string[], seconds?: number } {
    const [path = '', query = ''] = request.url.split('?')
    const headers = request.headers as Record<string, string | undefined>
    const text = typeof request.body === 'string' ? request.body : ''
    if (path === dialect.token.path && request.method === 'POST') return tokens.ask({ headers, body: text })
    const token = tokens.of(headers.authorization)
    if (token === undefined) return { status: 401, body: { error: 'invalid_token' } }
    const seconds = throttled.shift()
    if (seconds !== undefined) return { ...dialect.answers.refused('throttled', []), scopes: token.scopes, seconds }
    const found = Object.entries(dialect.routes).flatMap(([route, { method, path: template }]) => {
      const place = method === request.method ? placeIn(template, path) : undefined
      return place === undefined ? [] : [{ route, place }]
    })[0]
    if (found === undefined) return { ...dialect.answers.refused('nowhere', []), scopes: token.scopes }
    const { route, place } = found
    const isWrite = route === 'create' || route === 'update'
    if (isWrite && !/^application\/json/.test(headers['content-type'] ?? '')) return { status: 415, body: { error: 'unsupported_media_type' }, scopes: token.scopes }
    const body = jsonIn(text)
    switch (route) {
      case 'create': return { ...employees.create(token, body), scopes: token.scopes }
      case 'update': return { ...employees.update(token, place, body), scopes: token.scopes }
      case 'remove': return { ...employees.remove(token, place), scopes: token.scopes }
      case 'one': return { ...employees.one(token, place), scopes: token.scopes }
      default: return { ...employees.list(token, new URLSearchParams(query)), scopes: token.scopes }
    }
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    tokenUrl: `${url}${dialect.token.path}`,
    control: {
      people: (): Person[] => [...employees.people.values()],
      /** Makes somebody by hand. */
      seed: (values: Person['values'], more: Partial<Pick<Person, 'group' | 'extras'>> = {}): Person => employees.add(values, more.extras ?? {}, more.group ?? '1'),
      remove: (id: string): void => { employees.people.delete(id) },
      move: (id: string, group: string): void => { employees.people.get(id)!.group = group },
      requests: (): readonly Received[] => journal,
      /** The next calls are refused with 429 and these seconds. */
      throttle: (...seconds: number[]): void => { throttled.push(...seconds) },
      withdrawTokens: tokens.forget,
      behaviour
    },
    close: () => app.close()
  }
}

function placeIn (template: string, path: string): { id?: string, company?: string, number?: string } | undefined {
  const [names, parts] = [template.split('/'), path.split('/')]
  if (names.length !== parts.length) return undefined
  const place: Record<string, string> = {}
  for (const [i, name] of names.entries()) {
    if (name.startsWith(':')) place[name.slice(1)] = decodeURIComponent(parts[i]!)
    else if (name !== parts[i]) return undefined
  }
  return place
}

function jsonIn (text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
