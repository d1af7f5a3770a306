// (b) Fastify and one job of pg-boss per request, answered when it is stored.
import Fastify from 'fastify'
import { PgBoss } from 'pg-boss'
import { answering } from '../harness/child.ts'
import type { Rival } from './rival.ts'

const boss = new PgBoss({ connectionString: process.env.RIVAL_DATABASE_URL!, max: 20, supervise: false, schedule: false })
boss.on('error', () => {})
await boss.start()
await boss.createQueue('hires')

const app = Fastify()
app.post('/v1/hires', async (request, reply) => reply.code(202).send({ id: await boss.send('hires', request.body as object) }))
await app.listen({ host: '127.0.0.1', port: 0 })
answering<Rival>({ port: () => (app.server.address() as { port: number }).port })
