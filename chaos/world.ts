import { randomBytes } from 'node:crypto'
import { startPulsesSandbox, type SandboxControl, type SandboxOptions } from '../src/destinations/pulses/sandbox/index.ts'
import { asking, type Asking } from './asking.ts'
import { createFleet, type Fleet } from './fleet.ts'
import { TITLES } from './names.ts'
import type { Postgres } from './postgres.ts'
import { watch, type Watch } from './watch.ts'

/** One client of the product with its account at the destination. */
export interface Tenant {
  name: string
  key: string
  token: string
  sandbox: SandboxControl
  /** Where the sandbox answers. */
  url: string
  watch: Watch
}

/** The product in several processes, its PostgreSQL, and a destination for each tenant. */
export interface World {
  database: string
  postgres: Postgres
  fleet: Fleet
  tenants: Tenant[]
  ask: Asking
  clock: { ahead (): number, set (ahead: number): void, forward (ms: number): void }
  /** Kills are for the product: this stops everything in order. */
  close (): Promise<void>
}

export interface WorldOptions {
  directory: string
  postgres: Postgres
  api?: number
  workers?: number
  tenants?: string[]
  /** Of the destinations. */
  options?: object
  sandbox?: Partial<SandboxOptions>
  /** Instead of the database itself, and of the sandbox itself. */
  databaseUrl? (name: string, direct: string): string
  baseUrl? (direct: string): Promise<string>
  env?: Record<string, string>
}

/** The destination works off its queue by its own clock, which does not jump with ours. */
const APPLY_MS = 500
const ADMIN = 'the_admin_key_of_the_chaos_suite'
const MANY = { count: 1_000_000, percent: 100 }

export async function startWorld (options: WorldOptions): Promise<World> {
  const { directory, postgres } = options
  const database = 'cracha'
  await postgres.query('postgres', `CREATE DATABASE ${database}`)
  let ahead = 0
  const direct = (process: string): string => `${postgres.urlOf(database)}?application_name=${process}`
  const fleet = createFleet({
    directory,
    env: { CRACHA_SECRET_KEY: randomBytes(32).toString('base64'), CRACHA_ADMIN_KEY: ADMIN, ...options.env },
    databaseUrl: (process) => options.databaseUrl?.(process, direct(process)) ?? direct(process)
  })
  const ask = asking(() => fleet.urls(), ADMIN)
  const tenants: Tenant[] = []
  const closing: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    await fleet.stop()
    for (const each of closing) await each()
  }
  try {
    await (await fleet.start('api')).up   // the first one migrates
    for (let i = 1; i < (options.api ?? 1); i++) await fleet.start('api')
    for (let i = 0; i < (options.workers ?? 1); i++) await fleet.start('worker')
    for (const tenant of options.tenants ?? ['acme']) {
      const token = `token-of-${tenant}`
      const sandbox = await startPulsesSandbox({
        tokens: [token],
        now: () => new Date(Date.now() + ahead),
        known: { positions: [...TITLES] },
        applyAfterMs: 'manual',
        ...options.sandbox,
        // Ids of accounts are never the same in two of them.
        variants: { putOnResigned: 'reactivates', largeIds: tenants.length % 2 === 1, ...options.sandbox?.variants }
      })
      const working = setInterval(() => sandbox.control.apply(), APPLY_MS)
      closing.push(() => { clearInterval(working) }, () => sandbox.close())
      const seen = watch(sandbox.control)
      closing.push(() => seen.stop())
      const url = await options.baseUrl?.(sandbox.url) ?? sandbox.url
      const key = await setUp(ask, tenant, url, token, options.options)
      tenants.push({ name: tenant, key, token, sandbox: sandbox.control, url: sandbox.url, watch: seen })
    }
    await Promise.all(fleet.all().map(({ up }) => up))
  } catch (error) {
    await close()
    throw error
  }
  const set = (to: number): void => { ahead = to; fleet.setClock(to) }
  return { database, postgres, fleet, tenants, ask, close, clock: { ahead: () => ahead, set, forward: (ms) => set(ahead + ms) } }
}

/** The brakes are raised by a setting: they are for people who made a mistake, and here nobody did. */
async function setUp (ask: Asking, tenant: string, url: string, token: string, more: object = {}): Promise<string> {
  await ask('PUT', `/v1/tenants/${tenant}`, { name: tenant, brakes: { endings: MANY, rekeys: MANY, hires: MANY } })
  await ask('PUT', `/v1/tenants/${tenant}/destinations/pulses`, {
    kind: 'pulses',
    base_url: url,
    credentials: { token },
    options: { requests_per_second: 1000, concurrency: 16, rehire: 'update', clear: 'send', known: { job_titles: TITLES }, ...more }
  })
  return (await ask<{ key: string }>('POST', `/v1/tenants/${tenant}/keys`, { role: 'owner', label: 'chaos' })).key
}
