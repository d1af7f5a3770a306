import { createHmac, timingSafeEqual } from 'node:crypto'

const TOLERANCE_S = 300

interface Signed { headers: Record<string, string | string[] | undefined>, body: Buffer, secrets: string[], now: Date }

/** Why a message is not accepted, as https://www.standardwebhooks.com says; undefined: it is. */
export function whyRefused ({ headers, body, secrets, now }: Signed): string | undefined {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name])
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return 'a header of the signature is missing'
  if (id === '' || id.includes('.')) return 'the id has a full stop'
  if (!/^\d{1,12}$/.test(timestamp)) return 'the timestamp is no number of seconds'
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_S) return 'the timestamp is more than five minutes off'
  const given = signatures.split(' ').map((each) => each.split(',')).filter(([version]) => version === 'v1').map(([, text]) => Buffer.from(text ?? '', 'base64'))
  const fits = secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    const expected = createHmac('sha256', key).update(Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])).digest()
    return given.some((each) => each.length === expected.length && timingSafeEqual(each, expected))
  })
  return fits ? undefined : 'no signature fits'
}
