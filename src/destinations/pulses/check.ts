import * as calls from './calls.ts'
import { exchange, unauthorized, type PulsesContext } from './exchange.ts'

type Checked = { ok: boolean, code: string, detail: string }

/** One harmless read. Says which setting is wrong, as far as an answer can tell. */
export async function check (context: PulsesContext): Promise<Checked> {
  const reply = await exchange(calls.groups(), context)
  if (reply.kind === 'ok' || (reply.kind === 'refusal' && reply.why === 'not_found')) return { ok: true, code: 'ok', detail: 'Pulses answers and accepts the token.' }
  const code = reply.kind === 'refusal' ? reply.why : 'code' in reply.outcome ? reply.outcome.code : reply.outcome.kind
  return { ok: false, code, detail: explained(code, reply.kind === 'stop' && reply.outcome.kind === 'unauthorized', context) }
}

function explained (code: string, isUnauthorized: boolean, { options }: PulsesContext): string {
  if (isUnauthorized) return unauthorized(options)
  switch (code) {
    case 'nowhere': return 'There is no Pulses API at this address. Check base_url: it ends in /api/engage/v1 at the vendor.'
    case 'not_json': return 'A page came instead of data, perhaps a log-in. Check base_url.'
    case 'redirected': return 'Pulses redirects to another address. Check base_url: https, the host, and no part twice.'
    case 'http_429': case 'http_503': return 'Pulses asks for patience. Check again later; requests_per_second may be too high.'
    case 'unrecognised': case 'contradictory': return 'Pulses answers something that is not understood. Check base_url.'
    default: return `Pulses does not answer as it should (${code}). Check base_url, the network and any proxy.`
  }
}
