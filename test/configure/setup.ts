import { randomBytes } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { pino } from 'pino'
import type { Test } from 'tap'
import { putTenant } from '../../src/application/configure/tenants.ts'
import type { DestinationKind } from '../../src/application/configure/destinations.ts'
import { defineSource } from '../../src/domain/source.ts'
import { createPool } from '../../src/postgres/db.ts'
import { createVault } from '../../src/postgres/vault.ts'
import { testDatabase } from '../helpers/postgres.ts'

const strict = { additionalProperties: false }
const text = (options = {}) => Type.String({ minLength: 1, maxLength: 200, ...options })

/** A source whose schemas have everything that configuration has to cope with. */
export const letter = defineSource({
  kind: 'letter',
  settings: Type.Object({ office: Type.Optional(text()) }, strict),
  credentials: Type.Object({ header: text({ default: 'x-stamp' }), secret: text(), older_secret: Type.Optional(text()) }, strict),
  options: Type.Object({ default_reason: Type.Optional(text()), trusting: Type.Boolean({ default: false }) }, strict),
  verify: () => ({ ok: true, method: 'stamp' }),
  read: () => ({ kind: 'drafts', drafts: [] })
})

export const board: DestinationKind = {
  kind: 'board',
  credentials: Type.Object({ token: text(), secret: Type.Optional(text()) }, strict),
  options: Type.Object({ concurrency: Type.Integer({ minimum: 1, maximum: 10, default: 1 }), groups: Type.Optional(Type.Array(text())) }, strict)
}
export const hosted: DestinationKind = { ...board, kind: 'hosted', defaultBaseUrl: 'https://hosted.example/api' }

export const MINUTE = 60_000

/** An empty installation: one database for the file, a tenant for each test. */
export async function installation (t: Test) {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  let instant = Date.UTC(2026, 2, 2, 12)
  let tenants = 0
  const needs = { pool, vault: createVault([randomBytes(32)]), now: () => instant, publicUrl: 'https://cracha.example' }
  return {
    ...needs,
    needs,
    pass (milliseconds: number) { instant += milliseconds },
    async tenant (settings = {}) {
      const id = `tenant-${++tenants}`
      await putTenant(needs, id, { name: 'Example Ltda.', ...settings })
      return id
    },
    /** Employees as interpretation leaves them, as far as configuration is concerned. */
    async employees (tenant: string, ...ids: string[]) {
      await pool.query('INSERT INTO employee (id, tenant) SELECT id, $1 FROM unnest($2::text[]) id', [tenant, ids])
    },
    async linksOf (tenant: string) {
      const { rows } = await pool.query('SELECT * FROM link WHERE tenant = $1 ORDER BY employee', [tenant])
      return rows
    }
  }
}
