import { CallFailure } from '../../domain/destination.ts'
import type { Instant } from '../../domain/calendar.ts'
import { retryAfter } from '../../domain/retry-after.ts'
import { signedHeaders } from '../../domain/webhook-signature.ts'
import type { Alerting } from './alerting.ts'
import type { Address } from './recipients.ts'

/** How a receiver took it. Only 2xx is success; a redirect is never followed; 410 asks for silence. */
export interface Sent {
  kind: 'delivered' | 'switched_off' | 'failed'
  /** `delivered`, `switched_off`, `http_…`, or why nobody answered. */
  code: string
  status: number | null
  /** The receiver said when it wants to be asked again. */
  notBefore?: Instant
  durationMs: number
}

export async function send ({ outbound, now }: Pick<Alerting, 'outbound' | 'now'>, { url, secrets }: Pick<Address, 'url' | 'secrets'>, id: string, body: string): Promise<Sent> {
  const at = now()
  const took = () => Math.max(0, now() - at)
  try {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Cracha/1', ...signedHeaders(secrets, id, body, at) }
    const { status, headers: answered } = await outbound.request(url, { method: 'POST', headers, body })
    if (status >= 200 && status < 300) return { kind: 'delivered', code: 'delivered', status, durationMs: took() }
    if (status === 410) return { kind: 'switched_off', code: 'switched_off', status, durationMs: took() }
    const notBefore = retryAfter([answered['retry-after']].flat()[0]?.trim(), now())
    return { kind: 'failed', code: `http_${status}`, status, ...(notBefore !== undefined && { notBefore }), durationMs: took() }
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    return { kind: 'failed', code: error.code, status: null, durationMs: took() }
  }
}
