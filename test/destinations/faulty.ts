import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What may go wrong between us and a platform, for the next call that it is meant for. */
export type Fault =
  | { kind: 'lost' }                                      // done there, and the answer never arrives
  | { kind: 'dropped' }                                   // never arrives there
  | { kind: 'answer', status: number, body?: string, headers?: Record<string, string> }

export interface Aimed { fault: Fault, writes?: boolean, path?: RegExp }

export interface Faulty {
  url: string
  /** The next call of this kind goes wrong; of several, each one call. */
  fail (aimed: Aimed): void
  pending (): number
  close (): Promise<void>
}

const READS = new Set(['GET', 'HEAD'])

/** A server in front of a sandbox that lets calls go wrong on demand; the sandbox knows nothing of it. Paths and queries stay as they are. */
export async function startFaulty (to: string): Promise<Faulty> {
  const faults: Aimed[] = []
  const sockets = new Set<Socket>()
  const target = new URL(to)

  function faultFor ({ method = 'GET', url = '' }: IncomingMessage): Fault | undefined {
    const at = faults.findIndex(({ writes, path }) => (writes === undefined || writes === !READS.has(method)) && (path === undefined || path.test(url)))
    return at < 0 ? undefined : faults.splice(at, 1)[0]!.fault
  }

  function forward (incoming: IncomingMessage, body: Buffer, done: (answer: IncomingMessage, text: Buffer) => void, outgoing: ServerResponse): void {
    const { method, url, headers } = incoming
    const passed = ask({ host: target.hostname, port: target.port, method, path: url, headers: { ...headers, host: target.host } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => done(answer, Buffer.concat(chunks)))
    })
    passed.on('error', () => outgoing.destroy())
    passed.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const fault = faultFor(incoming)
      if (fault?.kind === 'dropped') return incoming.socket.destroy()
      if (fault?.kind === 'answer') return outgoing.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(fault.body ?? '')
      forward(incoming, Buffer.concat(chunks), (answer, text) => {
        if (fault?.kind === 'lost') return incoming.socket.destroy()
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(text)
      }, outgoing)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}${target.pathname.replace(/\/$/, '')}${target.search}`,
    fail: (aimed) => { faults.push(aimed) },
    pending: () => faults.length,
    async close () {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}
