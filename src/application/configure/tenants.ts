import type pg from 'pg'
import { isDeepStrictEqual } from 'node:util'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import { tenantSettings, TenantSettings } from '../../domain/tenant.ts'
import { addCatchUp } from '../../postgres/catch-up.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { Refusal } from '../../domain/errors.ts'
import { listDestinations } from '../../postgres/destinations.ts'
import { findTenant, insertTenant, lockTenant, setTenant, type TenantRow } from '../../postgres/tenants.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'
import { catchUpAtOnce } from '../keep/catch-up.ts'
import { invalid, noTenant, refuse, requireName } from './refusals.ts'
import { controlsIn, withDefaults, type Said } from './said.ts'

export interface TenantNeeds {
  pool: pg.Pool
  vault: Vault
  now: () => Instant
}

/** Every setting, with defaults where nothing was said. */
export interface Tenant { id: string, createdAt: Instant, settings: TenantSettings }

export type TenantAnswer = TenantSettings & { id: string, created_at: string }

const LONGEST_ID = 60

/**
 * Makes the tenant and its keys, or makes its settings these: what is absent has its default again. The same body a second
 * time changes nothing.
 */
export async function putTenant ({ pool, vault, now }: TenantNeeds, id: string, body: unknown): Promise<{ created: boolean, tenant: TenantAnswer }> {
  requireName('/tenant', id)
  if (id.length > LONGEST_ID) refuse([{ pointer: '/tenant', code: 'too_long', params: { limit: LONGEST_ID } }])
  const understood = tenantSettings(body)
  if (!understood.ok) throw invalid(understood.faults)
  refuse(controlsIn(body))
  const { protected: _, ...said } = body as Said
  const people = understood.settings.protected

  const created = await inTransaction(pool, async (tx) => {
    const isNew = await insertTenant(tx, id, said)
    if (isNew) await vault.createKeys(tx, id)
    return isNew
  })
  // Two transactions: the vault remembers keys, so it must only see those that are committed. No destination can exist
  // before the first answer, so nobody is called while the protected people are not written yet.
  const { tenant, changed } = await inTransaction(pool, async (tx) => {
    const before = await lockTenant(tx, id)
    if (before === undefined) throw new Refusal('conflict', 'A tenant of this name is being forgotten. Try again when its rows are gone, or take another name.')
    const keys = await vault.keysOf(tx, id)
    const after = { ...before, settings: said, sealed: people.length > 0 ? keys.seal(people) : null }
    await setTenant(tx, id, after.settings, after.sealed)
    const tenant = tenantOf(after, keys)
    if (isDeepStrictEqual(plansRestOn(tenant), plansRestOn(tenantOf(before, keys)))) return { tenant, changed: [] }
    const destinations = (await listDestinations(tx, id)).map((each) => each.id)
    await addCatchUp(tx, id, destinations, 'plan')
    return { tenant, changed: destinations }
  })
  await catchUpAtOnce({ pool, now }, changed)
  return { created, tenant: answerOf(tenant) }
}

export async function getTenant ({ pool, vault }: Pick<TenantNeeds, 'pool' | 'vault'>, id: string): Promise<TenantAnswer> {
  const tenant = await loadTenant(pool, vault, id)
  if (tenant === undefined) throw noTenant()
  return answerOf(tenant)
}

/** A tenant as the engine works with it; undefined when there is none. Reads the database each time. */
export async function loadTenant (db: Db, vault: Vault, id: string): Promise<Tenant | undefined> {
  const row = await findTenant(db, id)
  return row && tenantOf(row, await vault.keysOf(db, id))
}

function tenantOf ({ id, settings, sealed, created_at: createdAt }: TenantRow, keys: Keys): Tenant {
  const people = sealed === null ? {} : { protected: keys.open(sealed) }
  return { id, createdAt, settings: withDefaults<TenantSettings>(TenantSettings, { ...settings, ...people }) }
}

const plansRestOn = ({ settings: { name: _, retention: __, ...rest } }: Tenant) => rest

const answerOf = ({ id, createdAt, settings }: Tenant): TenantAnswer => ({ id, ...settings, created_at: isoOf(createdAt) })
