import type { Answer } from '../../domain/destination.ts'
import { ReadFailure, type Authorization, type Cursor, type Page, type SourceIo, type SourceRequest, type VendorRow } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { headerIn, listIn, objectIn } from '../reading/answers.ts'
import { clientCredentials } from '../reading/oauth.ts'
import { refusalOf } from './refusal.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** The queue holds a request back for some 15 s until a message comes. */
const LONG_POLL_MS = 30_000
const REFUSED = [400, 403, 404, 406, 409, 410, 422]

/** The vendor gives tokens at a host of their own; whatever stands in for it does so at its own address. */
const tokenUrlFor = (base: string): string => /^https:\/\/([\w-]+\.)*adp\.com(:|\/|$)/i.test(base) ? 'https://accounts.adp.com/auth/oauth/v2/token' : `${base}/auth/oauth/v2/token`

export async function authorize (io: Io): Promise<Authorization> {
  const { settings: { base_url: base = '', token_url: url = tokenUrlFor(base), client_authentication: by = 'basic' }, credentials } = io
  if (url.startsWith('https:') && (credentials.certificate === undefined || credentials.private_key === undefined)) {
    throw new ReadFailure('not_configured', 'Every call needs the client certificate: put certificate and private_key into the credentials.')
  }
  return await clientCredentials(io, { tokenUrl: url, clientId: credentials.client_id, clientSecret: credentials.client_secret, by })
}

/** One call. A refusal says what the vendor gave as its reason, except the statuses that the caller takes for an answer. */
async function call ({ call, settings: { role_code: role, orgoid } }: Io, request: SourceRequest, purpose: string, answers: number[] = []): Promise<Answer> {
  const headers = { ...request.headers, ...(role !== undefined && { rolecode: role }), ...(orgoid !== undefined && { orgoid }) }
  const answer = await call({ ...request, headers, expects: REFUSED })
  if (answer.status < 300 || answers.includes(answer.status)) return answer
  throw refusalOf(answer, purpose)
}

const workersAt = ({ settings: { base_url: base, resource = 'workers' } }: Io): string => `${base}/hr/v2/${resource}`

/** Everybody, page by page: the last one is short, or 204. */
export async function everybody (io: Io, cursor?: Cursor): Promise<Page> {
  const { page_size: top = 100 } = io.settings
  const { skip, first } = isObject(cursor) ? { skip: Number(cursor.skip), first: cursor.first } : { skip: 0, first: null }
  const answer = await call(io, { url: `${workersAt(io)}?$top=${top}&$skip=${skip}` }, 'the list of workers')
  if (answer.status === 204) return { rows: [] }
  const workers = workersIn(answer)
  const rows = workers.map(rowOf)
  if (rows[0] !== undefined && rows[0].id === first) throw new ReadFailure('endless', 'The list begins anew on every page: $skip has no effect.')
  return { rows, ...(workers.length >= top && { next: { skip: skip + workers.length, first: rows[0]!.id } }) }
}

/** One worker as they are now; none: nobody is there, or not yet. */
export async function one (io: Io, id: string): Promise<VendorRow[]> {
  const answer = await call(io, { url: `${workersAt(io)}/${encodeURIComponent(id)}` }, 'reading a worker', [404])
  return answer.status === 204 || answer.status === 404 ? [] : workersIn(answer).map(rowOf)
}

function workersIn (answer: Answer) {
  const body = objectIn(answer)
  return listIn(body.workers ?? body.workerDemographics, 'workers')
}

function rowOf (worker: Record<string, unknown>): VendorRow {
  const { associateOID: id } = worker
  if (typeof id !== 'string' || id.trim() === '') throw new ReadFailure('unreadable', 'A worker without associateOID: may the project read it?')
  return { id, record: worker }
}

const messagesAt = ({ settings: { base_url: base } }: Io): string => `${base}/core/v1/event-notification-messages`

/** The message at the head of the queue; the next one is served only when this one is taken away. */
export async function nextMessage (io: Io, taken: number): Promise<{ handle: string, body: string } | undefined> {
  const { queue, long_polling: holds = false } = io.settings
  if (queue === 'off') return undefined
  // Only an empty queue holds the request back: once messages have come, their people are not to wait.
  const held = holds && taken === 0
  const answer = await call(io, { url: messagesAt(io), ...(held && { headers: { prefer: '/adp/long-polling' }, patience: LONG_POLL_MS }) }, 'the event queue', [403, 404])
  if (answer.status === 403) {
    throw new ReadFailure('forbidden', `${refusalOf(answer, 'the event queue').detail} The project lacks a scope that ends in eventNotify.subscribe: subscribe to events in API Central, or set queue to off in the settings.`)
  }
  // There is none before the first event of a subscription.
  if (answer.status === 204 || answer.status === 404) return undefined
  const handle = headerIn(answer, 'adp-msg-msgid')
  if (handle !== undefined && handle.trim() !== '') return { handle: handle.trim(), body: answer.body }
  if (answer.body.trim() === '') return undefined
  throw new ReadFailure('unreadable', 'A message of the queue came without the header adp-msg-msgid, so it cannot be taken away: does a gateway in between drop it?')
}

/** Takes a message away; one that is not there any more was taken away before. */
export async function takeAway (io: Io, handle: string): Promise<void> {
  await call(io, { method: 'DELETE', url: `${messagesAt(io)}/${encodeURIComponent(handle)}` }, 'taking a message off the queue', [404, 410])
}
