import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { createKey } from './application/configure/api-keys.ts'
import { putDestination, type DestinationNeeds } from './application/configure/destinations.ts'
import { putTenant } from './application/configure/tenants.ts'
import { pulsesSandbox } from './destinations/pulses/sandbox/index.ts'
import { findTenant, hasTenants } from './postgres/tenants.ts'
import type { Vault } from './postgres/vault.ts'

/** What a first visitor finds: a tenant whose only destination is the sandbox built in here. */
export const DEMO = { tenant: 'demo', destination: 'pulses', prefix: '/sandbox/pulses', token: 'demo-token' }

/** The titles and groups of the README's examples. */
const KNOWN = { positions: ['Analista', 'Analista Financeiro', 'Coordenadora', 'Gerente', 'Diretora'], groups: ['Financeiro', 'Liderança'] }

/** The sandbox as a plugin of our own server; what is in it survives a restart. */
export function demoSandbox (dataDir: string) {
  const file = join(dataDir, 'sandbox.json')
  const sandbox = pulsesSandbox({
    tokens: [DEMO.token],
    now: () => new Date(),
    known: KNOWN,
    persist: {
      load: async () => existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined,
      save: async (snapshot) => {
        await writeFile(`${file}.new`, JSON.stringify(snapshot), { mode: 0o600 })
        await rename(`${file}.new`, file)
      }
    }
  })
  // Registered one level down, so that it has its prefix.
  return async (app: Parameters<typeof sandbox>[0]) => { await app.register(sandbox, { prefix: DEMO.prefix }) }
}

export interface DemoNeeds extends Omit<DestinationNeeds, 'pool'> {
  pool: pg.Pool
  vault: Vault
  dataDir: string
}

/**
 * Makes the tenant `demo` with its key when nothing is configured yet. Answers the key; undefined when this instance is
 * somebody's own and has no demo.
 */
export async function keepDemo (needs: DemoNeeds): Promise<string | undefined> {
  const { pool, now, dataDir } = needs
  const file = join(dataDir, 'demo.key')
  const isOurs = await findTenant(pool, DEMO.tenant) !== undefined
  if (!isOurs && await hasTenants(pool)) return undefined
  if (!isOurs) await putTenant(needs, DEMO.tenant, { name: 'Demo' })
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim()
  const { key } = await createKey({ pool, now }, DEMO.tenant, { role: 'owner', label: 'demo' })
  await writeFile(file, `${key}\n`, { mode: 0o600 })
  return key
}

/** Points the demo at the sandbox of this process: its port may be another one at every start. */
export async function pointDemo (needs: DemoNeeds, ownUrl: string): Promise<void> {
  await putDestination(needs, DEMO.tenant, DEMO.destination, {
    kind: 'pulses',
    base_url: `${ownUrl}${DEMO.prefix}`,
    credentials: { token: DEMO.token },
    options: { requests_per_second: 50, concurrency: 4, known: { job_titles: KNOWN.positions, groups: KNOWN.groups } }
  })
}
