import * as calls from './calls.ts'
import { exchange, UNAUTHORIZED, type EngagedlyContext } from './exchange.ts'

type Checked = { ok: boolean, code: string, detail: string }

/** One harmless read: the first page of users. Says which setting is wrong, as far as an answer can tell. */
export async function check (context: EngagedlyContext): Promise<Checked> {
  const reply = await exchange(calls.page('users', 1), context)
  if (reply.kind === 'ok') return { ok: true, code: 'ok', detail: 'Engagedly answers and accepts the keys.' }
  if (reply.kind === 'stop' && reply.outcome.kind === 'unauthorized') return { ok: false, code: reply.outcome.code, detail: UNAUTHORIZED }
  const code = reply.kind === 'refusal' ? reply.why : 'code' in reply.outcome ? reply.outcome.code : reply.outcome.kind
  return { ok: false, code, detail: explained(code) }
}

function explained (code: string): string {
  switch (code) {
    case 'nowhere': case 'not_found': return 'There is no Engagedly API at this address. Check base_url: https://api.engagedly.com/beta, not /api/beta.'
    case 'not_json': return 'A page came instead of data, perhaps a log-in. Check base_url.'
    case 'redirected': return 'Engagedly redirects to another address. Check base_url: https, the host, and no part twice.'
    case 'http_429': case 'http_503': return 'Engagedly asks for patience: it allows 200 requests a minute for each ClientKey. Check again later.'
    case 'payment': return 'Engagedly asks for payment before it answers.'
    default: return `Engagedly does not answer as it should (${code}). Check base_url, the network and any proxy.`
  }
}
