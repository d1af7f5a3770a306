import { bad, isObject, ScimError, type Json } from './errors.ts'
import { CORE } from './schema.ts'
import { served, type Received, type RequestRecord } from './served.ts'

const REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'
const PREFIX = '/v1.0/servicePrincipals/sp-1/synchronization/jobs/API2AAD.job'
const SCOPE = 'https://graph.microsoft.com/.default'
const MOST = 50

/** What was uploaded of one person, and what the provisioning made of it. */
export interface Upload { externalId: string, data: Json, at: Date, processed: boolean }

export interface EntraControl {
  uploads (): Upload[]
  /** Users of the directory, by externalId, as the provisioning has made them. */
  users (): Map<string, Json>
  /** The provisioning works: what was uploaded comes into the directory and into the logs. */
  provision (): void
  /** What happens to these people when the provisioning works: failure or skipped. */
  outcomes: Map<string, { status: string, errorCode: string }>
  /** The provisioning job is paused: nothing of what is uploaded appears anywhere. */
  paused: boolean
  requests (): RequestRecord[]
  throttle (times: number, retryAfter: number): void
  revokeTokens (): void
}

export interface EntraOptions { client: { id: string, secret: string }, now: () => Date }

/** API-driven inbound provisioning as its public pages tell it: uploads answered 202, carried out later, told in logs. */
export async function startEntraSandbox ({ client, now }: EntraOptions): Promise<{ url: string, tokenUrl: string, logsUrl: string, control: EntraControl, close (): Promise<void> }> {
  const uploads: Upload[] = []
  const users = new Map<string, Json>()
  const logs: { at: Date, entry: Json }[] = []
  const outcomes: EntraControl['outcomes'] = new Map()

  function provision (): void {
    if (control.paused) return
    for (const upload of uploads.filter(({ processed }) => !processed)) {
      upload.processed = true
      const { status, errorCode } = outcomes.get(upload.externalId) ?? { status: 'success', errorCode: '' }
      if (status === 'success') users.set(upload.externalId, { ...users.get(upload.externalId), ...upload.data })
      logs.push({
        at: now(),
        entry: {
          id: `log-${logs.length + 1}`,
          activityDateTime: now().toISOString(),
          jobId: 'API2AAD.job',
          provisioningAction: 'update',
          sourceIdentity: { id: upload.externalId, displayName: upload.data.displayName ?? '' },
          provisioningStatusInfo: { status, errorInformation: errorCode === '' ? null : { errorCode, reason: 'told to people' } }
        }
      })
    }
  }

  const answer = ({ method, path, headers, body, query, base }: Received) => {
    if (path === '/bulkUpload') {
      if (method !== 'POST') throw new ScimError(405, 'only POST')
      if (headers['content-type'] !== 'application/scim+json') throw new ScimError(400, 'Content-Type')
      const accepted = operationsIn(body)
      uploads.push(...accepted.map((data): Upload => ({ externalId: String(data.externalId), data, at: now(), processed: false })))
      return { status: 202, headers: { location: `${new URL(base).origin}/v1.0/auditLogs/provisioning?$filter=jobid+eq+'API2AAD.job'` } }
    }
    throw new ScimError(404, `nothing here: ${query.size}`)
  }
  const upload = await served({ accept: { client: { ...client, scope: SCOPE } }, prefix: PREFIX, mediaTypes: ['application/scim+json'], statusAs: 'string', answer })
  const logsServer = await served({
    accept: { client: { ...client, scope: SCOPE } },
    prefix: '/v1.0/auditLogs',
    mediaTypes: [],
    statusAs: 'string',
    answer: ({ query, base }) => page(logs, query, base)
  })
  // One directory, whose logs are told at another address: a token of the one is good for the other.
  const isAllowed = logsServer.gate.isAllowed
  logsServer.gate.isAllowed = (headers) => upload.gate.isAllowed(headers) || isAllowed(headers)
  const control: EntraControl = { uploads: () => uploads, users: () => users, provision, outcomes, paused: false, requests: upload.requests, throttle: upload.throttle, revokeTokens: upload.gate.revoke }
  return {
    url: `${upload.origin}${PREFIX}`,
    tokenUrl: `${upload.origin}/oauth/token`,
    logsUrl: `${logsServer.origin}/v1.0/auditLogs/provisioning`,
    control,
    async close () { await upload.close(); await logsServer.close() }
  }
}

function operationsIn (body: Json): Json[] {
  if (!Array.isArray(body.schemas) || !body.schemas.includes(REQUEST)) throw bad('invalidSyntax', 'not a BulkRequest')
  const { Operations: operations } = body
  if (!Array.isArray(operations) || operations.length === 0) throw bad('invalidSyntax', 'no Operations')
  if (operations.length > MOST) throw new ScimError(400, `more than ${MOST} operations`)
  const ids = new Set<unknown>()
  return operations.map((operation): Json => {
    if (!isObject(operation) || operation.method !== 'POST' || operation.path !== '/Users') throw bad('invalidValue', 'every operation is POST /Users')
    if (typeof operation.bulkId !== 'string' || ids.has(operation.bulkId)) throw bad('invalidValue', 'bulkId')
    ids.add(operation.bulkId)
    const { data } = operation
    if (!isObject(data) || !Array.isArray(data.schemas) || !data.schemas.includes(CORE)) throw bad('invalidValue', 'data.schemas')
    if (typeof data.externalId !== 'string' || data.externalId === '') throw bad('invalidValue', 'externalId')
    if (data.active !== undefined && typeof data.active !== 'boolean') throw bad('invalidValue', 'active')
    const foreign = Object.keys(data).find((name) => name.startsWith('urn:') && !(data.schemas as unknown[]).includes(name))
    if (foreign !== undefined) throw bad('invalidValue', `${foreign} is not among schemas`)
    return data
  })
}

const PAGE = 20

function page (logs: { at: Date, entry: Json }[], query: URLSearchParams, base: string) {
  const since = /activityDateTime ge (\S+)/.exec(query.get('$filter') ?? '')?.[1]
  const from = Number(query.get('$skiptoken') ?? 0)
  const found = logs.filter(({ at }) => since === undefined || at >= new Date(since)).map(({ entry }) => entry)
  const next = `${base}/provisioning?$filter=${encodeURIComponent(query.get('$filter') ?? '')}&$skiptoken=${from + PAGE}`
  return { status: 200, body: { value: found.slice(from, from + PAGE), ...(found.length > from + PAGE && { '@odata.nextLink': next }) } }
}
