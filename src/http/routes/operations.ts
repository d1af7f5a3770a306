import { Type, type Static } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { refuse } from '../refusals.ts'
import { inLanguage } from '../language.ts'
import { PROBLEM_CODES, PROBLEMS, problemType, type ProblemCode } from '../problems.ts'

const Readiness = Type.Object({
  ok: Type.Boolean({ description: 'This process can do what it is there for.' }),
  degraded: Type.Optional(Type.Boolean({ description: 'Something does not work: see checks. A process that answers calls is ready all the same while it can store them.' })),
  checks: Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) }))
}, {
  title: 'Readiness',
  description: 'database: it answers. migrations: none is pending. worker: the loops of this process go round, where it works. work: somebody takes what is due, in whatever process.',
  examples: [{ ok: true, degraded: false, checks: { database: { ok: true }, migrations: { ok: true }, worker: { ok: true, detail: 'looked for work 0 s ago' }, work: { ok: true } } }]
})

export interface OperationsOptions {
  /** Database, migrations, worker. Resolves also when they are away. */
  ready (): Promise<Static<typeof Readiness>>
  /** Prometheus text; counts and durations, no people. */
  metrics (): Promise<string>
}

const words = Type.Object({ title: Type.String(), detail: Type.String() })
const ProblemPage = Type.Object({
  type: Type.String(), code: Type.String(), status: Type.Integer(), en: words, 'pt-BR': words
}, { title: 'ProblemPage' })

const tags = ['Operations']

export const operations: FastifyPluginAsyncTypebox<OperationsOptions> = async (app, { ready, metrics }) => {
  app.get('/livez', {
    schema: { tags, operationId: 'get_livez', summary: 'The process answers', response: { 200: Type.Object({ ok: Type.Boolean() }, { examples: [{ ok: true }] }) } }
  }, async () => ({ ok: true }))

  app.get('/readyz', {
    schema: { tags, operationId: 'get_readyz', summary: 'Everything it needs is there', response: { 200: Readiness, 503: Readiness } }
  }, async (_request, reply) => {
    const readiness = await ready()
    return readiness.ok ? readiness : reply.code(503).header('retry-after', 5).send(readiness)
  })

  app.get('/metrics', {
    config: { needs: ['admin'] },
    schema: { tags, operationId: 'get_metrics', summary: 'Prometheus text', response: { 200: { description: 'Prometheus text.', content: { 'text/plain': { schema: Type.String() } } } } }
  }, async (_request, reply) => reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await metrics()))

  app.get('/problems/:code', {
    schema: {
      tags, operationId: 'get_problem', summary: 'What a problem means, in both languages', params: Type.Object({ code: Type.String({ maxLength: 100, examples: ['invalid'] }) }), response: { 200: ProblemPage }
    }
  }, async (request) => {
    const code = PROBLEM_CODES.find((each) => each === request.params.code)
    if (code === undefined) throw refuse('nothing_here')
    return explained(code)
  })
}

function explained (code: ProblemCode): Static<typeof ProblemPage> {
  const { status, title, detail } = PROBLEMS[code]
  const as = (language: 'en' | 'pt-BR') => ({ title: inLanguage(title, language), detail: inLanguage(detail, language) })
  return { type: problemType(code), code, status, en: as('en'), 'pt-BR': as('pt-BR') }
}
