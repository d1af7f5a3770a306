import type { FastifyInstance } from 'fastify'
import { Refusal } from '../domain/errors.ts'
import { refuse } from './refusals.ts'

interface Known { pattern: RegExp, method: string }

/** An address without a route is 404; one that has routes for other methods is 405 and says which. */
export function answerUnknown (app: FastifyInstance): void {
  const known: Known[] = []
  app.addHook('onRoute', ({ url, method }) => {
    for (const each of [method].flat()) known.push({ pattern: patternOf(url), method: each })
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const allowed = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
    if (allowed.size === 0) throw refuse('nothing_here')
    reply.header('allow', [...allowed].sort().join(', '))
    throw new Refusal('method_not_allowed', '')
  })
}

const patternOf = (url: string): RegExp => new RegExp(`^${url
  .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  .replace(/\*/g, '.*')
  .replace(/:\w+/g, '[^/]+')}$`)
