import pino from 'pino'
import type { Test } from 'tap'
import type { InjectOptions } from 'fastify'
import { buildApp, type AppOptions } from '../../src/http/app.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Arrival } from '../../src/http/routes/ingest.ts'
import type { Incoming } from '../../src/domain/source.ts'

export const NOW = Date.parse('2026-03-02T12:00:00Z')

/** One key for each role in tenant acme, one owner elsewhere, the administrator. */
export const KEYS: Record<string, Principal> = Object.fromEntries([
  ...(['ingest', 'read', 'operator', 'owner'] as const).map((role) => ({ tenant: 'acme', role, keyId: `key_${role}`, label: role })),
  { tenant: null, role: 'admin' as const, keyId: 'key_admin', label: 'admin' }
].map((principal) => [principal.role, principal]))
KEYS.other = { tenant: 'other', role: 'owner', keyId: 'key_other', label: 'other' }

type Overrides = { [S in keyof AppOptions]?: Partial<AppOptions[S]> | AppOptions[S] }

/** The whole app over small functions that keep what they get. */
export async function setup (t: Test, overrides: Overrides = {}) {
  const arrivals: Arrival[] = []
  const incoming: Incoming[] = []
  const lines: Record<string, unknown>[] = []
  let requests = 0
  const defaults: Partial<AppOptions> = {
    log: pino({ level: 'info' }, { write: (line: string) => { lines.push(JSON.parse(line)) } }),
    now: () => NOW,
    requestId: () => `request-${++requests}`,
    publicUrl: 'https://cracha.example',
    trustProxy: false,
    notifications: {},
    kinds: { sources: {}, destinations: {} },
    auth: { authenticate: async (key) => KEYS[key] },
    ingest: {
      receive: async (arrival) => {
        arrivals.push(arrival)
        return { kind: 'accepted', receivedAt: NOW, items: arrival.statements.map(({ index }) => ({ index, id: `evt_${index}` })) }
      }
    },
    webhooks: {
      receiveWebhook: async (_id, arrived) => {
        incoming.push(arrived)
        return { status: 200, type: 'application/json', body: '{}' }
      }
    },
    served: { apis: [], formOf: async () => undefined, serveApi: async () => undefined },
    operations: { ready: async () => ({ ok: true, checks: {} }), metrics: async () => 'cracha_up 1\n' }
  }
  const options = { ...defaults, ...overrides }
  for (const [subject, functions] of Object.entries(overrides)) {
    const usual = defaults[subject as keyof AppOptions]
    if (typeof usual === 'object' && typeof functions === 'object' && subject !== 'log') Object.assign(options, { [subject]: { ...usual, ...functions } })
  }
  const app = await buildApp(options as AppOptions)
  t.teardown(() => app.close())

  const call = (method: InjectOptions['method'], url: string, { key = 'admin', body, headers = {} }: Call = {}) => app.inject({
    method: method!,
    url,
    headers: { ...(key !== '' && { authorization: `Bearer ${key}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) })
  })
  return {
    app,
    arrivals,
    incoming,
    lines,
    call,
    get: (url: string, key?: string, headers?: Record<string, string>) => call('GET', url, { ...(key !== undefined && { key }), ...(headers && { headers }) }),
    post: (url: string, body?: unknown, more: Omit<Call, 'body'> = {}) => call('POST', url, { key: 'ingest', body: body as object, ...more })
  }
}

interface Call {
  /** A name in KEYS; '' for none. */
  key?: string
  body?: object | string | Buffer
  headers?: Record<string, string | string[]>
}

export const HIRE = { employee_number: '00123', cpf: '529.982.247-25', full_name: 'Ana Souza', hire_date: '2026-03-02' }
