import { createHmac } from 'node:crypto'
import type { Incoming, Verdict } from '../../../src/domain/source.ts'

export const NOW = Date.parse('2026-03-02T12:00:00Z')

export const incoming = (body: string | Uint8Array, headers: Incoming['headers'] = {}, path: string[] = []): Incoming =>
  ({ method: 'POST', headers, path, body: Buffer.from(body), receivedAt: NOW })

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

/** Headers as a sender that follows the standard makes them. */
export function standard (body: string | Uint8Array, { secret = SECRET, id = 'msg_1', at = NOW, key = Buffer.from(secret.slice(6), 'base64') as Uint8Array } = {}) {
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

export const code = (verdict: Verdict): string => verdict.ok ? 'ok' : verdict.code
export const detail = (verdict: Verdict): string => verdict.ok ? '' : verdict.detail
