import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { isDeepStrictEqual } from 'node:util'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import { tenantSettings, TenantSettings } from '../../domain/tenant.ts'
import { secretFrom } from '../../domain/webhook-signature.ts'
import { findSwitchedOff } from '../../postgres/alerts/recipients.ts'
import { addCatchUp } from '../../postgres/catch-up.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { Refusal } from '../../domain/errors.ts'
import { listDestinations } from '../../postgres/destinations.ts'
import { findTenant, insertTenant, lockTenant, setTenant, type TenantRow } from '../../postgres/tenants.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'
import { addressOf } from '../alert/recipients.ts'
import { faultsOfAlertUrl } from './base-url.ts'
import { inTurn } from '../in-turn.ts'
import { catchUpAtOnce } from '../keep/catch-up.ts'
import { invalid, noTenant, refuse, requireName } from './refusals.ts'
import { controlsIn, withDefaults, type Said } from './said.ts'

export interface TenantNeeds {
  pool: pg.Pool
  vault: Vault
  now: () => Instant
  /** Whether an alert_url may lie in a private network; false unless said. */
  allowPrivateNetworks?: boolean
}

/** Every setting, with defaults where nothing was said. */
export interface Tenant { id: string, createdAt: Instant, settings: TenantSettings }

export type TenantAnswer = TenantSettings & { id: string, alert_off_at?: string | null, created_at: string }

const LONGEST_ID = 60

/**
 * Makes the tenant and its keys, or makes its settings these: what is absent has its default again. The same body a second
 * time changes nothing.
 */
export async function putTenant ({ pool, vault, now, allowPrivateNetworks = false }: TenantNeeds, id: string, body: unknown): Promise<{ created: boolean, tenant: TenantAnswer }> {
  requireName('/tenant', id)
  if (id.length > LONGEST_ID) refuse([{ pointer: '/tenant', code: 'too_long', params: { limit: LONGEST_ID } }])
  const understood = tenantSettings(body)
  if (!understood.ok) throw invalid(understood.faults)
  const { protected: people, alert_url: alertUrl, alert_secret: givenSecret } = understood.settings
  refuse([...controlsIn(body), ...alertUrl === undefined ? [] : faultsOfAlertUrl(alertUrl, { allowPrivateNetworks })])
  const { protected: _, alert_secret: __, ...said } = body as Said

  const created = await inTransaction(pool, async (tx) => {
    const isNew = await insertTenant(tx, id, said)
    if (isNew) await vault.createKeys(tx, id)
    return isNew
  })
  // Two transactions: the vault remembers keys, so it must only see those that are committed. No destination can exist
  // before the first answer, so nobody is called while the protected people are not written yet.
  const { shown, changed } = await inTurn(pool, id, () => inTransaction(pool, async (tx) => {
    const before = await lockTenant(tx, id)
    if (before === undefined) throw new Refusal('conflict', 'A tenant of this name is being forgotten. Try again when its rows are gone, or take another name.')
    const keys = await vault.keysOf(tx, id)
    const made = alertUrl !== undefined && givenSecret === undefined && before.alert_secret === null ? secretFrom(randomBytes(32)) : undefined
    const secret = givenSecret ?? made
    const after = {
      ...before, settings: said, sealed: people.length > 0 ? keys.seal(people) : null, alert_secret: secret === undefined ? before.alert_secret : keys.seal(secret)
    }
    await setTenant(tx, after)
    const tenant = tenantOf(after, keys)
    const shown = { ...answerOf(tenant), ...await silence(tx, tenant), ...(made !== undefined && { alert_secret: made }) }
    if (isDeepStrictEqual(plansRestOn(tenant), plansRestOn(tenantOf(before, keys)))) return { shown, changed: [] }
    const destinations = (await listDestinations(tx, id)).map((each) => each.id)
    await addCatchUp(tx, id, destinations, 'plan')
    return { shown, changed: destinations }
  }))
  await catchUpAtOnce({ pool, now }, changed)
  return { created, tenant: shown }
}

export async function getTenant ({ pool, vault }: Pick<TenantNeeds, 'pool' | 'vault'>, id: string): Promise<TenantAnswer> {
  const tenant = await loadTenant(pool, vault, id)
  if (tenant === undefined) throw noTenant()
  return { ...answerOf(tenant), ...await silence(pool, tenant) }
}

/** Whether the alert_url has asked for silence. */
async function silence (db: Db, { id, settings: { alert_url: url } }: Tenant): Promise<Pick<TenantAnswer, 'alert_off_at'>> {
  if (url === undefined) return {}
  const at = await findSwitchedOff(db, id, addressOf(url))
  return { alert_off_at: at === undefined ? null : isoOf(at) }
}

/** A tenant as the engine works with it; undefined when there is none. Reads the database each time. */
export async function loadTenant (db: Db, vault: Vault, id: string): Promise<Tenant | undefined> {
  const row = await findTenant(db, id)
  return row && tenantOf(row, await vault.keysOf(db, id))
}

export function tenantOf ({ id, settings, sealed, created_at: createdAt }: TenantRow, keys: Keys): Tenant {
  const people = sealed === null ? {} : { protected: keys.open(sealed) }
  return { id, createdAt, settings: withDefaults<TenantSettings>(TenantSettings, { ...settings, ...people }) }
}

const plansRestOn = ({ settings: { identity, time_zone: zone, brakes, protected: people } }: Tenant) => ({ identity, zone, brakes, people })

const answerOf = ({ id, createdAt, settings }: Tenant): TenantAnswer => ({ id, ...settings, created_at: isoOf(createdAt) })
