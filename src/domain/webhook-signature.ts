import { createHmac } from 'node:crypto'
import type { Instant } from './calendar.ts'

const PREFIX = 'whsec_'

/** One secret, or several separated by spaces while they are rotated: 24 to 64 bytes in base64 each. */
export const SECRETS = '^whsec_[A-Za-z0-9+/]{32,86}={0,2}( whsec_[A-Za-z0-9+/]{32,86}={0,2}){0,2}$'

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 of id, timestamp and body joined by full
 * stops, one signature for each secret. The id stays over all tries, the timestamp is the try's.
 */
export function signedHeaders (secrets: string, id: string, body: string, at: Instant): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.split(' ').map((secret) =>
    `v1,${createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/** A secret of 32 bytes, as it is shown to whoever verifies. */
export const secretFrom = (bytes: Buffer): string => PREFIX + bytes.toString('base64')
