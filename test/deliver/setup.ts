import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { Test } from 'tap'
import { putDestination } from '../../src/application/configure/destinations.ts'
import { putTenant } from '../../src/application/configure/tenants.ts'
import { destinations } from '../../src/destinations/index.ts'
import { createPool } from '../../src/postgres/db.ts'
import { createVault } from '../../src/postgres/vault.ts'
import { testDatabase } from '../helpers/postgres.ts'

const log = pino({ level: 'silent' })
const kinds = Object.fromEntries(destinations.map((one) => [one.kind, one]))

/** A database with one tenant and one destination, and links of as many people as a test makes. */
export async function place (t: Test, settings: object = {}) {
  const pool = createPool(await testDatabase(t), { log })
  t.teardown(() => pool.end())
  const needs = { pool, vault: createVault([randomBytes(32)]), now: () => Date.now(), kinds, allowPrivateNetworks: true }
  await putTenant(needs, 'acme', { name: 'Acme', ...settings })
  await putDestination(needs, 'acme', 'there', { kind: 'pulses', base_url: 'http://127.0.0.1:1', credentials: { token: 'x' }, options: {} })
  const { rows: [row] } = await pool.query<{ id: string }>('SELECT id FROM destination')
  return {
    pool,
    destination: row!.id,
    /** Links that are due, with an active person each; their ids are the names. */
    async links (names: string[], urgency = 0): Promise<void> {
      await pool.query("INSERT INTO employee (id, tenant, state) SELECT 'emp_' || name, 'acme', 'active' FROM unnest($1::text[]) AS one (name)", [names])
      await pool.query("INSERT INTO link (id, tenant, employee, destination, due_at, urgency) SELECT name, 'acme', 'emp_' || name, $2, now() - interval '1 second', $3 FROM unnest($1::text[]) AS one (name)", [names, row!.id, urgency])
    }
  }
}
