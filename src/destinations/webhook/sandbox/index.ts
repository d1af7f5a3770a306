import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { take, type Person } from './people.ts'
import { whyRefused } from './signature.ts'

export type { Person } from './people.ts'

export interface ReceiverOptions {
  secrets: string[]
  now: () => Date
  /** Headers that it wants beside the signature. */
  headers?: Record<string, string>
  /** anything: bodies in somebody else's words are only kept, not understood. */
  understands?: 'messages' | 'anything'
}

/** What the next message comes to, instead of what it says. `taken`: the message arrives all the same, only its answer does not. */
export type Instead =
  | { status: number, headers?: Record<string, string>, body?: string, taken?: boolean }
  | { lost: true, taken: boolean }

export interface Received { id: string, at: number, url: string, type: string, body: any, signatures: number, headers: Record<string, string | string[] | undefined>, status: number | 'lost', replayed: boolean, why?: string }

export interface ReceiverControl {
  people (): Person[]
  remove (id: string): void
  /** Whatever arrived, in its order, taken or not. */
  received (): Received[]
  /** In the order of the messages to come. */
  instead: Instead[]
  secrets: string[]
}

/** A strict receiver: verifies by itself, takes each id once, understands what it is told, and keeps a journal. */
export async function startReceiver ({ secrets, now, headers: wanted = {}, understands = 'messages' }: ReceiverOptions): Promise<{ url: string, control: ReceiverControl, close (): Promise<void> }> {
  const people = new Map<string, Person>()
  const journal: Received[] = []
  const seen = new Set<string>()
  const control: ReceiverControl = { people: () => [...people.values()], remove: (id) => { people.delete(id) }, received: () => journal, instead: [], secrets }
  const app = fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post('/*', async (request, reply) => {
    const body = request.body as Buffer
    const id = String(request.headers['webhook-id'])
    const instead = control.instead.shift()
    const isTaken = instead === undefined || instead.taken === true
    const judged = judge(body, id, request.headers)
    const fresh = judged.why === undefined && !seen.has(id)
    const why = judged.why ?? (isTaken && fresh ? understood(judged.message) : undefined)
    if (isTaken && why === undefined) seen.add(id)
    const status = instead === undefined ? why === undefined ? 204 : judged.status ?? 422 : 'lost' in instead ? 'lost' as const : instead.status
    journal.push({
      id,
      at: now().getTime(),
      url: request.url,
      type: String(request.headers['content-type']),
      body: judged.body,
      signatures: String(request.headers['webhook-signature']).split(' ').length,
      headers: request.headers,
      status,
      replayed: judged.why === undefined && !fresh,
      ...(why !== undefined && { why })
    })
    if (status === 'lost') {
      reply.hijack()
      request.raw.socket.destroy()
      return
    }
    if (instead !== undefined && 'status' in instead) return await reply.code(instead.status).headers(instead.headers ?? {}).send(instead.body ?? '')
    return await (why === undefined ? reply.code(204).send() : reply.code(status).send({ why }))
  })

  function understood (message: unknown): string | undefined {
    return understands === 'anything' ? undefined : take(message, people)
  }

  function judge (body: Buffer, id: string, headers: Record<string, string | string[] | undefined>): { body: unknown, message?: unknown, why?: string, status?: number } {
    const parsed = jsonIn(body)
    const refused = (status: number, why: string) => ({ body: parsed, status, why })
    const why = whyRefused({ headers, body, secrets: control.secrets, now: now() })
    if (why !== undefined) return refused(401, why)
    for (const [name, value] of Object.entries(wanted)) if (headers[name] !== value) return refused(403, `${name} is not right`)
    if (parsed === undefined) return refused(400, 'no JSON')
    const type = String(headers['content-type']).split(';')[0]
    if (type === 'application/json') return { body: parsed, message: parsed }
    if (type !== 'application/cloudevents+json') return refused(415, 'another type')
    const cloud = parsed as Record<string, unknown>
    const texts = ['id', 'source', 'type', 'time', 'subject']
    if (cloud.specversion !== '1.0' || cloud.id !== id || texts.some((name) => typeof cloud[name] !== 'string' || cloud[name] === '') || cloud.datacontenttype !== 'application/json') return refused(400, 'no CloudEvent 1.0')
    return { body: parsed, message: { type: cloud.type, timestamp: cloud.time, data: cloud.data } }
  }

  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/in/?token=made-up`, control, close: () => app.close() }
}

function jsonIn (body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
