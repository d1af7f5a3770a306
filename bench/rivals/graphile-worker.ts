// (c) Fastify and one job of graphile-worker per request, answered when it is stored.
import Fastify from 'fastify'
import { Logger, makeWorkerUtils } from 'graphile-worker'
import pg from 'pg'
import { answering } from '../harness/child.ts'
import type { Rival } from './rival.ts'

const pgPool = new pg.Pool({ connectionString: process.env.RIVAL_DATABASE_URL!, max: 20 })
for (const event of ['error', 'connect'] as const) pgPool.on(event, () => {})
const utils = await makeWorkerUtils({ pgPool, logger: new Logger(() => () => {}) })
await utils.migrate()

const app = Fastify()
app.post('/v1/hires', async (request, reply) => reply.code(202).send({ id: (await utils.addJob('hires', request.body)).id }))
await app.listen({ host: '127.0.0.1', port: 0 })
answering<Rival>({ port: () => (app.server.address() as { port: number }).port })
