import * as calls from './calls.ts'
import { exchange, type ScimContext } from './exchange.ts'
import { searchesByPost } from './features.ts'

export type Checked = { ok: boolean, code: string, detail: string }

/** One harmless search. Says which setting is wrong, as far as an answer can tell. */
export async function check (context: ScimContext): Promise<Checked> {
  const reply = await exchange(calls.lists(undefined, { startIndex: 1, count: 1 }, searchesByPost(context)), context)
  if (reply.kind === 'ok') return { ok: true, code: 'ok', detail: 'The provider answers and accepts the credentials.' }
  if (reply.kind === 'refusal') {
    const isReached = ['sensitive', 'invalid_filter', 'too_many'].includes(reply.why)
    return { ok: isReached, code: isReached ? 'ok' : reply.why, detail: isReached ? 'The provider answers and accepts the credentials.' : explained(reply.why) }
  }
  const { outcome } = reply
  if (outcome.kind === 'unauthorized') return { ok: false, code: outcome.code, detail: outcome.detail }
  const code = 'code' in outcome ? outcome.code : outcome.kind
  return { ok: false, code, detail: explained(code) }
}

export function explained (code: string): string {
  switch (code) {
    case 'nowhere': case 'not_found': return 'There is no list of users at this address. Check base_url: /Users, and nothing else, comes behind it.'
    case 'not_json': return 'Something came that is no SCIM answer, perhaps a log-in page. Check base_url.'
    case 'redirected': return 'The provider redirects to another address. Check base_url: https, the host, and no part twice.'
    case 'no_token': return 'There is no token at options.token_url. Check that address.'
    case 'http_429': case 'http_503': return 'The provider asks for patience. Check again later; requests_per_second may be too high.'
    case 'unrecognised': case 'invalid_value': case 'not_implemented': return 'The provider answers something that is not understood. Check base_url and options.search.'
    default: return `The provider does not answer as it should (${code}). Check base_url, the network and any proxy.`
  }
}
