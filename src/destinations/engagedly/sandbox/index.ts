import Fastify from 'fastify'
import { Refused, tooMany, unauthorized, wrongMedia, type Answer } from './answers.ts'
import { createLimiter } from './limiter.ts'
import { answerTo } from './routes.ts'
import { createWorld, type Entry, type List, type SandboxOptions, type User, type World } from './world.ts'

export type { Attribute, SandboxOptions, User, Variants } from './world.ts'

export interface RequestRecord { method: string, path: string, query: Record<string, string>, body: unknown, status: number }

export interface SandboxControl {
  people (): User[]
  /** Makes a user by hand; lists are named by their labels' ids (see `entry`). */
  seed (values: Record<string, unknown>, more?: { status?: User['status'], custom?: Record<string, unknown> }): User
  remove (id: string): void
  /** The entry of that name, made where there is none. */
  entry (list: List, name: string): Entry
  requests (): RequestRecord[]
  /** Other limits, or what the organisation demands, from now on. */
  options: SandboxOptions
  world: World
}

/** One organisation on a free port, at the path that the vendor uses; `url` ends without a slash. */
export async function startEngagedlySandbox (options: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const world = createWorld(options)
  const requests: RequestRecord[] = []
  const allow = createLimiter(() => options.perMinute)
  const app = Fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.all('/*', async (request, reply) => {
    const { method, headers } = request
    const [path = '', search = ''] = request.url.slice('/beta'.length).split('?')
    const query = new URLSearchParams(search)
    const text = typeof request.body === 'string' ? request.body : ''
    const { allowed, headers: limits, retryMs } = allow(options.now().getTime())
    const said = (): Answer => {
      if (!request.url.startsWith('/beta/')) return { status: 404, body: 'Not found' }
      if (headers.clientkey !== options.clientKey || headers.secretkey !== options.secretKey) return unauthorized()
      if (!allowed) return tooMany(Math.ceil(retryMs / 1000), options.saysRetryAfter !== false)
      if (method !== 'GET' && !/^application\/json\b/.test(headers['content-type'] ?? '')) return wrongMedia()
      return answered(world, { method, path, query, text })
    }
    const answer = said()
    requests.push({ method, path, query: Object.fromEntries(query), body: parsed(text), status: answer.status })
    return await reply.code(answer.status).headers({ ...limits, ...answer.headers }).type(typeof answer.body === 'string' ? 'text/plain' : 'application/json')
      .send(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url: `${origin}/beta`, control: controlOf(world, requests), close: () => app.close() }
}

function answered (world: World, { method, path, query, text }: { method: string, path: string, query: URLSearchParams, text: string }): Answer {
  const body = parsed(text)
  if (text !== '' && body === undefined) return { status: 400, body: { success: false, error_type: 'invalid_request_error', message: 'No JSON.', errors: [] } }
  try {
    return answerTo(world, { method, path, query, body })
  } catch (error) {
    if (error instanceof Refused) return error.answer
    throw error
  }
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined   // the caller's doing: it is told so
  }
}

function controlOf (world: World, requests: RequestRecord[]): SandboxControl {
  return {
    world,
    options: world.options,
    people: () => [...world.users.values()],
    requests: () => requests,
    remove: (id) => { world.users.delete(id) },
    entry (list, name) {
      const known = world.lists[list].find((each) => each.name === name)
      const entry = known ?? { id: world.newId(), name }
      if (known === undefined) world.lists[list].push(entry)
      return entry
    },
    seed (values, { status = 'Active', custom = {} } = {}) {
      const user: User = { id: world.newId(), status, block_reason_code: null, values, custom }
      world.users.set(user.id, user)
      return user
    }
  }
}
