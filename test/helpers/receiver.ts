import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

export interface Told {
  id: string
  type: string
  data: Record<string, any>
  /** Whether one of the signatures is right, by the secret that the receiver has now. */
  verified: boolean
  signatures: number
  /** The answer it got. */
  status: number
}

/** Whoever listens at an alert_url: verifies with WebCrypto what was signed by other means, and answers as a test says. */
export async function receiver (t: Test) {
  const told: Told[] = []
  const state = { secret: '', status: 204, headers: {} as Record<string, string> }
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { type, data } = JSON.parse(body)
      told.push({
        id: String(request.headers['webhook-id']), type, data, verified: await verifies(request, body, state.secret), signatures: String(request.headers['webhook-signature']).split(' ').length, status: state.status
      })
      response.writeHead(state.status, state.headers).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => new Promise<void>((resolve) => { server.close(() => resolve()); server.closeAllConnections() }))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/alerts?token=made-up`,
    state,
    told,
    of: (kind: string, type = 'alert.opened') => told.filter((each) => each.data.kind === kind && each.type === type)
  }
}

async function verifies ({ headers }: IncomingMessage, body: string, secret: string): Promise<boolean> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name])) as [string, string, string]
  if (id.includes('.') || !/^\d{10}$/.test(timestamp) || !secret.startsWith('whsec_')) return false
  const key = await crypto.subtle.importKey('raw', Uint8Array.from(atob(secret.slice(6)), (char) => char.charCodeAt(0)), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  const checks = signatures.split(' ').filter((each) => each.startsWith('v1,')).map((each) =>
    crypto.subtle.verify('HMAC', key, Uint8Array.from(atob(each.slice(3)), (char) => char.charCodeAt(0)), new TextEncoder().encode(`${id}.${timestamp}.${body}`)))
  return (await Promise.all(checks)).includes(true)
}
