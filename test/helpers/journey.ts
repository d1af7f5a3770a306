import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { startPulsesSandbox, type SandboxControl, type SandboxOptions } from '../../src/destinations/pulses/sandbox/index.ts'
import { start } from '../../src/main.ts'
import { testDatabase } from './postgres.ts'
import { until } from './until.ts'

export interface Answered { status: number, body: any, headers: Headers }
type Body = object | undefined

export interface Journey {
  url: string
  databaseUrl: string
  sandbox: SandboxControl
  sandboxUrl: string
  /** A call with the key of the tenant's owner; a body makes it a POST. */
  call (path: string, body?: Body, options?: { method?: string, key?: string, headers?: Record<string, string> }): Promise<Answered>
  admin (method: string, path: string, body?: Body): Promise<Answered>
  /** Posts a statement and answers its event's id. */
  say (route: string, body: object): Promise<string>
  /** Waits until an event is no longer under way, or has one of the statuses. */
  settled (id: string, ...statuses: string[]): Promise<Answered['body']>
  person (number: string): ReturnType<SandboxControl['people']>[number] | undefined
  /** Moves the business clock. */
  clock: { now (): number, forward (ms: number): void }
  log: string[]
  /** Stops the server as SIGTERM would and starts another on the same database. */
  restart (): Promise<void>
}

export interface JourneyOptions { options?: object, settings?: object, sandbox?: Partial<SandboxOptions>, env?: Record<string, string> }

const ADMIN = 'cracha_admin_key_of_the_tests'
/** Sooner than in earnest: what is due by a clock that a test has moved, nobody is woken for. */
const SWEEP_MS = 200

/** The whole product over real sockets: API, worker, PostgreSQL, and the strict sandbox as the platform. */
export async function journey (t: Test, { options = {}, settings = {}, sandbox: sandboxOptions = {}, env = {} }: JourneyOptions = {}): Promise<Journey> {
  const databaseUrl = await testDatabase(t)
  let ahead = 0
  const now = () => Date.now() + ahead
  const sandbox = await startPulsesSandbox({ tokens: ['token'], now: () => new Date(now()), applyAfterMs: 0, ...sandboxOptions })
  t.teardown(() => sandbox.close())
  const log: string[] = []
  const config = readConfig({ DATABASE_URL: databaseUrl, CRACHA_SECRET_KEY: randomBytes(32).toString('base64'), CRACHA_ADMIN_KEY: ADMIN, PORT: '0', LOG_LEVEL: 'info', ...env })
  const boot = () => start(config, () => {}, { now, sweepMs: SWEEP_MS, logTo: { write: (line) => { log.push(line) } } })
  let server = await boot()
  t.teardown(() => server.stop())
  let key = ADMIN

  const call: Journey['call'] = async (path, body, { method = body === undefined ? 'GET' : 'POST', key: other = key, headers = {} } = {}) => {
    const response = await fetch(`${server.url}${path}`, {
      method, headers: { authorization: `Bearer ${other}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : parsed(text) }
  }
  const admin: Journey['admin'] = (method, path, body) => call(path, body, { method, key: ADMIN })

  await expectStatus(admin('PUT', '/v1/tenants/acme', { name: 'Acme', ...settings }), 201)
  key = (await expectStatus(admin('POST', '/v1/tenants/acme/keys', { role: 'owner', label: 'tests' }), 201)).body.key
  await expectStatus(admin('PUT', '/v1/tenants/acme/destinations/pulses', {
    kind: 'pulses', base_url: sandbox.url, credentials: { token: 'token' }, options: { requests_per_second: 1000, concurrency: 4, known: { job_titles: ['Analista', 'Gerente', 'Diretora'] }, ...options }
  }), 201)

  return {
    get url () { return server.url },
    databaseUrl,
    sandbox: sandbox.control,
    sandboxUrl: sandbox.url,
    call,
    admin,
    async say (route, body) {
      return (await expectStatus(call(`/v1/${route}`, body), 202)).body.id
    },
    async settled (id, ...statuses) {
      const over = statuses.length > 0 ? statuses : ['delivered', 'held', 'failed', 'ignored', 'superseded', 'withdrawn', 'waiting']
      let last: Answered['body']
      await until(async () => over.includes((last = (await call(`/v1/events/${id}`)).body).status)).catch((error: Error) => {
        throw new Error(`${error.message}: the event is ${JSON.stringify(last)}`)
      })
      return last
    },
    person: (number) => sandbox.control.people().find(({ internal_number: one }) => one === number),
    clock: { now, forward: (ms) => { ahead += ms } },
    log,
    async restart () {
      await server.stop()
      server = await boot()
    }
  }
}

async function expectStatus (answer: Promise<Answered>, status: number): Promise<Answered> {
  const answered = await answer
  if (answered.status !== status) throw new Error(`expected ${status}, got ${answered.status}: ${JSON.stringify(answered.body)}`)
  return answered
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
