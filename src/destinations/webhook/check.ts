import { exchange } from '../accounts/exchange.ts'
import { DIALECT } from './answers.ts'
import type { WebhookContext } from './run.ts'

/** A harmless question to the address. Most receivers only take POST, so that whoever answers at all is there. */
export async function check (context: WebhookContext): Promise<{ ok: boolean, code: string, detail: string }> {
  const reply = await exchange({ method: 'GET', path: '', statusOnly: true, headers: { ...context.credentials.headers } }, context, DIALECT)
  if (reply.kind === 'ok') return { ok: true, code: 'ok', detail: 'Somebody answers at base_url. Whether the signature is accepted shows with the first message.' }
  if (reply.kind === 'refusal' && reply.why === 'gone') return { ok: false, code: 'gone', detail: 'The receiver answers 410: it wants no more messages. Check base_url.' }
  const code = reply.kind === 'refusal' ? reply.why : 'code' in reply.outcome ? reply.outcome.code : reply.outcome.kind
  switch (code) {
    case 'nowhere': case 'refused': case 'busy': case 'unrecognised':
      return { ok: true, code, detail: 'Somebody answers at base_url, though not to GET, as receivers do. Whether the path and the signature are right shows with the first message.' }
    case 'http_401': case 'http_403':
      return { ok: true, code, detail: 'Somebody answers at base_url, and lets nobody in without a signature. Whether ours is accepted shows with the first message.' }
    case 'redirected': return { ok: false, code, detail: 'base_url redirects to another address, and redirects are not followed. Check it: https, the host, the slash at its end.' }
    case 'PRIVATE_NETWORK': return { ok: false, code, detail: 'base_url leads to a private network. The operator can allow that with CRACHA_ALLOW_PRIVATE_NETWORKS.' }
    default: return { ok: false, code, detail: `Nobody answers at base_url as they should (${code}). Check it, the network and any proxy.` }
  }
}
