// (a) An empty Fastify route: it reads the same request and answers as short as we do.
import Fastify from 'fastify'
import { answering } from '../harness/child.ts'
import type { Rival } from './rival.ts'

const app = Fastify()
app.post('/v1/hires', async (_request, reply) => reply.code(202).send({ status: 'accepted' }))
await app.listen({ host: '127.0.0.1', port: 0 })
answering<Rival>({ port: () => (app.server.address() as { port: number }).port })
