// The platform: it answers as Pulses does, as cheaply as it can, and remembers when which call arrived. In its own process.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { answering } from './harness/child.ts'
import { machineNow } from './load/open.ts'

export interface Recorded { method: string, path: string, body: string }

export interface Samples { reads: Recorded[], writes: Recorded[] }

export interface Counts {
  looks: number
  creates: number
  updates: number
  reads: number
  /** When the first and the last of those came, by the machine's clock; null when none did. */
  first: number | null
  last: number | null
  lastCreate: number | null
  lastUpdate: number | null
}

export type Receiver = {
  port: [null, number]
  counts: [null, Counts]
  /** Of each person whose create arrived at this path's beginning: when. */
  arrivals: [string, Map<number, number>]
  /** How calls looked: the first few of them. */
  samples: [null, Samples]
  forget: [null, null]
}

const SAMPLES = 200
const NOBODY = '{"code":1,"message":"","values":[]}'

let counts: Counts
let arrivals: Map<string, Map<number, number>>
let samples: Samples
/** What was written of each account, for those who read it again. */
const accounts = new Map<string, string>()
let ids = 0

function forget (): null {
  counts = { looks: 0, creates: 0, updates: 0, reads: 0, first: null, last: null, lastCreate: null, lastUpdate: null }
  arrivals = new Map()
  samples = { reads: [], writes: [] }
  return null
}
forget()

function answer ({ method = '', url = '' }: IncomingMessage, body: string): string {
  const at = machineNow()
  counts.first ??= at
  counts.last = at
  const kind = method === 'GET' ? 'reads' : 'writes'
  if (samples[kind].length < SAMPLES) samples[kind].push({ method, path: url, body })
  const slash = url.indexOf('/employees/') + '/employees/'.length
  const rest = url.slice(slash)
  if (method === 'GET' && (rest === '' || rest.startsWith('?'))) {
    counts.looks++
    return NOBODY
  }
  if (method === 'GET') {
    counts.reads++
    const id = rest.slice(0, rest.indexOf('/'))
    return `{"code":1,"message":"","values":{"id_person":"${id}",${accounts.get(id)?.slice(1) ?? '}'}}`
  }
  if (method === 'POST') {
    counts.creates++
    counts.lastCreate = at
    noteArrival(url.slice(0, slash), body, at)
    const id = String(++ids)
    accounts.set(id, body)
    return written(id)
  }
  counts.updates++
  counts.lastUpdate = at
  const id = rest.slice(0, rest.indexOf('/'))
  accounts.set(id, JSON.stringify({ ...JSON.parse(accounts.get(id) ?? '{}'), ...JSON.parse(body) }))
  return written(id)
}

const written = (id: string): string =>
  `{"code":1,"message":"","values":{"id_person":"${id}","id_client":"1204","id_attribute":"9${id}","token":"5d41402abc4b2a76b9719d911017c592","created_at":"2026-01-05 10:00:00","hasNotificationToSent":false}}`

const NUMBER = '"internal_number":"'

function noteArrival (base: string, body: string, at: number): void {
  let those = arrivals.get(base)
  if (those === undefined) arrivals.set(base, those = new Map())
  const from = body.indexOf(NUMBER) + NUMBER.length
  those.set(Number(body.slice(from, body.indexOf('"', from))), at)
}

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => { body += chunk })
  request.on('end', () => {
    const text = answer(request, body)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.end(text)
  })
})
server.keepAliveTimeout = 120_000
await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })

answering<Receiver>({
  port: () => (server.address() as { port: number }).port,
  counts: () => counts,
  arrivals: (base) => arrivals.get(base) ?? new Map(),
  samples: () => samples,
  forget
})
