import { isObject } from '../accounts/exchange.ts'
import * as calls from './calls.ts'
import { exchange, type ProgicContext, type Reply } from './exchange.ts'
import { firstPage } from './pages.ts'
import { at } from './paths.ts'
import { seenIn } from './seen.ts'

type Checked = { ok: boolean, code: string, detail: string }

const fine = (detail: string): Checked => ({ ok: true, code: 'ok', detail })
const wrong = (code: string, detail: string): Checked => ({ ok: false, code, detail })

/** A token and one harmless read. Says which setting is wrong, as far as an answer can tell. */
export async function check (context: ProgicContext): Promise<Checked> {
  const { options } = context
  if (options.direction === 'pull') return fine('Nothing is called. Progic reads the feed at /feeds/{id of this destination} with credentials.feed_key.')
  if (options.find.by === 'none') return await checkOne('/options/read', context)
  if (options.find.by === 'path') return await checkOne('/options/find', context)
  const call = calls.finds(() => undefined, firstPage(options), { ...options, find: { ...options.find, query: {} } })!
  const reply = await exchange(call, 'list', context)
  if (reply.kind !== 'ok') return reply.kind === 'refusal' && reply.why === 'not_found' ? fine('Progic answers and accepts the token.') : explained(reply, '/options/find', options.find.path, context)
  return listed(reply.body, context)
}

/** What the list shows, held against the names. */
function listed (body: unknown, { options }: ProgicContext): Checked {
  const items = at(body, options.find.items)
  if (!Array.isArray(items)) return wrong('misplaced', `The list answers, and holds no list at options.find.items (${options.find.items ?? 'the whole answer'}). The answer has: ${keysOf(body)}.`)
  const [first] = items.map((each) => at(each, options.find.item))
  if (first === undefined && items.length === 0) return fine('Progic answers and accepts the token. Nobody is listed yet, so that the names could not be held against anybody.')
  const person = seenIn(first, options)
  if (person === undefined) return wrong('misplaced', `Employees are listed, and none has an id at options.id (${options.id}). An employee has: ${keysOf(first)}.`)
  const names: Record<string, string> = { ...options.names, ...options.read_names }
  const lacking = Object.entries(names).filter(([, path]) => at(first, path) === undefined).map(([field, path]) => `${field} (${path})`)
  if (at(first, names.employee_number) === undefined) return wrong('misplaced', `Employees are listed, and none has a number at options.names.employee_number (${names.employee_number}). An employee has: ${keysOf(first)}.`)
  return fine(`Progic answers and accepts the token.${lacking.length === 0 ? '' : ` The first employee listed does not show ${lacking.join(', ')}: look at options.names, if they should.`}`)
}

/** Somebody who does not exist: "not found" in the words of the API is what is hoped for. */
async function checkOne (pointer: string, context: ProgicContext): Promise<Checked> {
  const { options } = context
  const nobody = () => '0'
  const call = pointer === '/options/find'
    ? calls.finds(nobody, {}, options)
    : calls.reads({ kind: 'active', remoteId: '0', fields: { company_code: '0', employee_number: '0' }, put: {} }, options)
  if (call === undefined) return await checkToken(context)
  const reply = await exchange(call, 'one', context)
  if (reply.kind === 'ok' || (reply.kind === 'refusal' && (reply.why === 'not_found' || reply.why === 'invalid'))) return fine('Progic answers and accepts the token.')
  return explained(reply, pointer, call.path, context)
}

/** Nothing there can be read: the path of a list that is not there still shows whether the token is accepted. */
async function checkToken (context: ProgicContext): Promise<Checked> {
  const reply = await exchange({ method: 'GET', path: context.options.find.path }, 'one', context)
  const isSpoken = reply.kind !== 'stop' || ('code' in reply.outcome && reply.outcome.code === 'nowhere')
  return isSpoken ? fine('Progic gives a token and answers. Nothing there can be read (options.find.by is none), so that paths and names show only with the first employee.') : explained(reply, '/options/find', context.options.find.path, context)
}

function explained (reply: Exclude<Reply, { kind: 'ok' }>, pointer: string, path: string, { options }: ProgicContext): Checked {
  const code = reply.kind === 'refusal' ? reply.why : 'code' in reply.outcome ? reply.outcome.code : reply.outcome.kind
  if (reply.kind === 'stop' && reply.outcome.kind === 'unauthorized') {
    return code === 'no_token'
      ? wrong(code, `${reply.outcome.detail} Check credentials.client_id, credentials.client_secret, options.token.client_auth (now ${options.token.client_auth}) and options.token.scopes.`)
      : wrong(code, reply.outcome.detail)
  }
  switch (code) {
    case 'no_token': return wrong(code, 'The token endpoint does not answer as OAuth 2.0 says. Check options.token.url, options.token.body_as and options.token.access_token.')
    case 'forbidden': return wrong(code, 'Progic forbids this read. Check options.token.scopes.read and the API Groups of the credential.')
    case 'nowhere': return wrong(code, `There is nothing at this path. Check base_url and ${dotted(pointer)}.path (${path}).`)
    case 'not_json': return wrong(code, `A page came instead of data. Check base_url and ${dotted(pointer)}.path.`)
    case 'redirected': return wrong(code, 'Progic redirects to another address, which is not followed. Check base_url and options.token.url: https, the host, and no part twice.')
    case 'invalid': return wrong(code, `Progic does not take this request. Check ${dotted(pointer)}: method, query, paging.`)
    case 'http_429': case 'http_503': return wrong(code, 'Progic asks for patience. Check again later; requests_per_second may be too high.')
    default: return wrong(code, `Progic does not answer as it should (${code}). Check base_url, options.token.url, options.errors and the network.`)
  }
}

const dotted = (pointer: string): string => pointer.slice(1).replaceAll('/', '.')

/** Names, never values. */
const keysOf = (value: unknown): string => isObject(value) ? Object.keys(value).slice(0, 20).join(', ') || 'nothing' : Array.isArray(value) ? 'a list' : typeof value
