import { readFile } from 'node:fs/promises'
import { Agent, request } from 'undici'
import type { Process } from '../processes.ts'
import type { Result, Row, RunOptions } from '../row.ts'
import { startWorld } from '../world.ts'
import type { Random } from '../random.ts'
import { brokenRequest, sendBytes, type Answered } from './raw.ts'
import { operationsIn, requestFor, type Document, type Keys, type Operation, type Request } from './requests.ts'

const LANES = 24
const RAW = 0.08
/** Room for what a garbage collector leaves lying about. */
const GROWTH = 1.25

export const fuzz: Row = {
  name: 'fuzz',
  title: 'generated requests to every route of the OpenAPI document: valid, nearly valid and wild',
  events: 120_000,
  short: 3000,
  during: async () => {},
  play: fuzzing
}

async function fuzzing (row: Row, options: RunOptions): Promise<Result> {
  const started = Date.now()
  const { random, short } = options
  const total = short ? row.short! : row.events
  const world = await startWorld({ directory: options.directory, postgres: options.postgres, tenants: ['fuzz', 'other'] })
  const wrong: string[] = []
  try {
    const { fleet, ask, tenants: [tenant] } = world
    const [api, worker] = [fleet.of('api')[0]!, fleet.of('worker')[0]!]
    const document = await ask<Document>('GET', '/openapi.json')
    const keys = await keysOf(ask, tenant!.key)
    const operations = operationsIn(document)
    const statuses = new Map<string, number>()
    const memory: number[] = []
    const kinds = new Set<string>()
    let sent = 0
    const lane = async (): Promise<void> => {
      const agent = new Agent({ connections: 1, headersTimeout: 20_000, bodyTimeout: 20_000 })
      while (sent < total && !api.ended) {
        const count = sent++
        if (count % Math.ceil(total / 100) === 0) memory.push(await memoryOf(api))
        const operation = operations[count % operations.length]!
        const said = await one(api.url!, agent, operation, document, keys, random.fork(`request ${count}`))
        statuses.set(said.status, (statuses.get(said.status) ?? 0) + 1)
        const kind = `${said.status} of ${operation.method} ${operation.path}`
        if (said.wrong !== undefined && !kinds.has(kind)) wrong.push(said.wrong)   // one of each is enough to mend it
        if (said.wrong !== undefined) kinds.add(kind)
      }
      await agent.close()
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    memory.push(await memoryOf(api))
    for (const one of [api, worker]) if (one.ended) wrong.push(`${one.name} has ended`)
    const [warm, end] = [median(memory.slice(20, 40)), median(memory.slice(-20))]
    if (end > warm * GROWTH && !short) wrong.push(`memory of the API grew from ${warm} to ${end} MB`)
    const note = `${sent} requests over ${operations.length} operations; answers ${[...statuses].sort().map(([status, count]) => `${status}: ${count}`).join(', ')}; RSS of the API ${warm} MB after warm-up, ${end} MB at the end`
    const events = statuses.get('202') ?? 0
    return { row, note, events, calls: sent, faults: 0, findings: { lost: [], twice: [], reordered: [], wrong: [], foreign: [] }, others: wrong, seconds: (Date.now() - started) / 1000, ok: wrong.length === 0 }
  } finally {
    await world.close()
  }
}

async function keysOf (ask: Awaited<ReturnType<typeof startWorld>>['ask'], owner: string): Promise<Keys> {
  const { key: ingest } = await ask<{ key: string }>('POST', '/v1/tenants/fuzz/keys', { role: 'ingest', label: 'fuzz' })
  const { id } = await ask<{ id: string }>('POST', '/v1/hires', { employee_number: '1', full_name: 'Somebody', hire_date: '2026-01-01' }, owner)
  return { admin: 'the_admin_key_of_the_chaos_suite', owner, ingest, ids: [id] }
}

interface Said { status: string, wrong?: string }

async function one (url: string, agent: Agent, operation: Operation, document: Document, keys: Keys, random: Random): Promise<Said> {
  const made = requestFor(operation, document, keys, random)
  const raw = random.chance(RAW)
  const answer = raw ? await overSocket(url, made, keys, random) : await overClient(url, agent, made)
  if (answer === undefined) return { status: 'none', ...(!raw && { wrong: `no answer to ${shown(made)}` }) }
  const complaint = complaintOf(answer, made)
  return { status: String(answer.status), ...(complaint !== undefined && { wrong: `${complaint}: ${shown(made)}` }) }
}

function overSocket (url: string, { method, path, body }: Request, { owner }: Keys, random: Random): Promise<Answered | undefined> {
  const { chunks, thenEnd } = brokenRequest(method, path, owner, body?.toString() ?? '{}', random)
  return sendBytes(url, chunks, thenEnd)
}

async function overClient (url: string, agent: Agent, { method, path, headers, body }: Request): Promise<Answered | undefined> {
  try {
    const answer = await request(`${url}${path}`, { method: method as 'GET', headers, dispatcher: agent, ...(body && { body }) })
    const type = [answer.headers['content-type']].flat()[0] ?? ''
    return { status: answer.statusCode, type, body: await answer.body.text() }
  } catch {
    return undefined
  }
}

/** No 5xx, and each refusal a problem with a code; a vendor at the webhooks' door is answered in its own words. */
function complaintOf ({ status, type, body }: Answered, { method, path }: Request): string | undefined {
  // /readyz says by 503 that something is not there, and nothing here takes anything away.
  if (status >= 500) return `${status} ${body.slice(0, 300)}`
  if (status < 400 || method === 'HEAD' || path.startsWith('/webhooks/')) return undefined
  if (!type.startsWith('application/problem+json')) return `${status} as ${type || 'nothing'}`
  try {
    return typeof (JSON.parse(body) as { code?: unknown }).code === 'string' ? undefined : `${status} without a code`
  } catch {
    return `${status} with a problem that is no JSON`
  }
}

const shown = ({ method, path, headers, body }: Request): string =>
  JSON.stringify({ method, path: path.slice(0, 200), headers: { ...headers, authorization: headers.authorization?.slice(0, 12) }, body: body?.toString().slice(0, 400) })

/** Megabytes that the process holds; on Linux only. */
async function memoryOf ({ pid }: Process): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

const median = (list: number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0
