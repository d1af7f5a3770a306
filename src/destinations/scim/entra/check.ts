import type { Answer } from '../../../domain/destination.ts'
import { exchange as exchanged } from '../../accounts/exchange.ts'
import { tokenFor } from '../../accounts/token.ts'
import { explained, type Checked } from '../check.ts'
import { clientOf, dialect, exchange, type Reply, type ScimContext } from '../exchange.ts'

/** To upload would change something: a token is asked for, and the logs are read where they are known. */
export async function check (context: ScimContext): Promise<Checked> {
  const { options: { logs_url: url } } = context
  const reply = url === undefined ? await tokenAlone(context) : await exchange({ method: 'GET', base: new URL(url).origin, path: `${new URL(url).pathname}?$top=1` }, context)
  if (reply.kind === 'ok') {
    const read = url === undefined ? '' : ' The provisioning logs can be read.'
    return { ok: true, code: 'ok', detail: `Microsoft gives a token.${read} Whether the job takes uploads shows with the first of them: there is no call that only asks.` }
  }
  const code = reply.kind === 'refusal' ? reply.why : 'code' in reply.outcome ? reply.outcome.code : reply.outcome.kind
  if (reply.kind === 'stop' && reply.outcome.kind === 'unauthorized') return { ok: false, code, detail: url === undefined || code === 'no_token' ? reply.outcome.detail : `${reply.outcome.detail} To read the logs it needs ProvisioningLog.Read.All.` }
  return { ok: false, code, detail: url === undefined || code === 'no_token' ? explained(code) : `The provisioning logs cannot be read (${code}). Check options.logs_url and options.token_url.` }
}

const GIVEN: Answer = { status: 200, headers: {}, body: '{}' }

const tokenAlone = (context: ScimContext): Promise<Reply> => exchanged({ method: 'GET', path: '/' }, context, dialect(context), async () => {
  const client = clientOf(context.credentials, context.options)
  if (client !== undefined) await tokenFor(context, client)
  return GIVEN
})
