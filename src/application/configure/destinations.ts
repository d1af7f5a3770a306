import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { DestinationAdapter } from '../../domain/destination.ts'
import type { Fault } from '../../domain/faults.ts'
import type { DestinationConfig, DestinationView } from '../../domain/views/settings.ts'
import { addCatchUp, stopWhileMoving } from '../../postgres/catch-up.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import { clearLaneTroubles, deleteDestination, findDestination, forgetCatalogue, listDestinations, saveDestination, setDestinationPaused, setDestinationResumed, type DestinationRow } from '../../postgres/destinations.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'
import { inTurn } from '../in-turn.ts'
import { catchUpAtOnce } from '../keep/catch-up.ts'
import { faultsOfBaseUrl, NO_ADDRESS, plainBaseUrl } from './base-url.ts'
import { newId } from './ids.ts'
import { lockedTenant, noDestination, refuse, requireKind, requireName, requireSameKind } from './refusals.ts'
import { adapterOf, faultsIn, withDefaults, type Said } from './said.ts'

/** As much of an adapter as its configuration needs. */
export type DestinationKind = Pick<DestinationAdapter, 'kind' | 'options' | 'credentials' | 'defaultBaseUrl' | 'calledAsItStands' | 'callsNobody' | 'faultsBetween'>

export interface DestinationNeeds {
  pool: pg.Pool
  vault: Vault
  /** Every kind of destination there is. */
  kinds: Readonly<Record<string, DestinationKind>>
  allowPrivateNetworks: boolean
  now: () => Instant
}

/** Says which credentials are set, never what they are. */
export type DestinationAnswer = DestinationView

/**
 * Makes the destination with a link for everybody, or makes its address and options these. Absent credentials keep; given
 * ones replace them all. The same body a second time changes nothing. What follows for many people is done after the answer.
 */
export async function putDestination (needs: DestinationNeeds, tenant: string, name: string, body: DestinationConfig): Promise<{ created: boolean, destination: DestinationAnswer }> {
  requireName('/name', name)
  requireKind(needs.kinds, body.kind)
  const kind = adapterOf(needs.kinds, body.kind)
  const { base_url: baseUrl = kind.defaultBaseUrl, options = {} } = body
  const { saved, created, keys } = await inTurn(needs.pool, tenant, () => inTransaction(needs.pool, async (tx) => {
    await lockedTenant(tx, tenant)
    const keys = await needs.vault.keysOf(tx, tenant)
    const existing = await findDestination(tx, tenant, name)
    requireSameKind(existing, body.kind)
    const credentials = body.credentials ?? credentialsOf(existing, keys)
    const faults = [...faultsIn('credentials', kind.credentials, credentials), ...faultsIn('options', kind.options, options)]
    refuse([
      ...body.settings === undefined ? [] : [{ pointer: '/settings', code: 'no_settings' } as const],
      ...faultsOfAddress(kind, baseUrl, options, needs),
      ...faults,
      // What goes together is asked only of what is right by itself.
      ...faults.length > 0 ? [] : faultsBetween(kind, { options, credentials, baseUrl })
    ])
    const saved = await saveDestination(tx, { id: newId('dst'), tenant, name, kind: body.kind, base_url: baseUrl ?? NO_ADDRESS, options, credentials: keys.seal(credentials) })
    if (existing === undefined) await addCatchUp(tx, tenant, [saved.id], 'link')
    else await followChanges(tx, existing, saved, kind, keys, needs.now())
    return { saved, created: existing === undefined, keys }
  }))
  await catchUpAtOnce(needs, [saved.id])
  return { created, destination: answerOf(await findDestination(needs.pool, tenant, name) ?? saved, keys, needs) }
}

function faultsOfAddress (kind: DestinationKind, baseUrl: string | undefined, options: Said, needs: DestinationNeeds): Fault[] {
  if (baseUrl !== undefined) return faultsOfBaseUrl(baseUrl, { ...needs, calledAsItStands: kind.calledAsItStands })
  return kind.callsNobody?.(withDefaults(kind.options, options) as never) === true ? [] : [{ pointer: '/base_url', code: 'required', params: { field: 'base_url' } }]
}

const faultsBetween = (kind: DestinationKind, { options, credentials, baseUrl }: { options: Said, credentials: Said, baseUrl: string | undefined }): Fault[] =>
  kind.faultsBetween?.({ options: withDefaults(kind.options, options) as never, credentials: withDefaults(kind.credentials, credentials), baseUrl }) ?? []

/**
 * Every plan rests on all of this. Another address is taken for another account, so what was known there is forgotten and
 * looked for anew, which is right, if slower, when it was the same one. New credentials alone are taken for a rotation:
 * another account at the same address is another destination.
 */
async function followChanges (tx: Db, before: DestinationRow, after: DestinationRow, kind: DestinationKind, keys: Keys, now: Instant): Promise<void> {
  const moved = plainBaseUrl(before.base_url, kind) !== plainBaseUrl(after.base_url, kind)
  const rekeyed = !isDeepStrictEqual(credentialsOf(before, keys), credentialsOf(after, keys))
  const changed = !isDeepStrictEqual(withDefaults(kind.options, before.options), withDefaults(kind.options, after.options))
  if (moved || rekeyed) await clearLaneTroubles(tx, after.id)
  if (moved) {
    await forgetCatalogue(tx, after.id)
    await stopWhileMoving(tx, after.id, now)
  }
  if (moved || rekeyed || changed) await addCatchUp(tx, after.tenant, [after.id], moved ? 'look' : 'plan')
}

export async function getDestination (needs: DestinationNeeds, tenant: string, name: string): Promise<DestinationAnswer> {
  return answered(needs, tenant, await findDestination(needs.pool, tenant, name))
}

export async function getDestinations (needs: DestinationNeeds, tenant: string): Promise<DestinationAnswer[]> {
  const rows = await listDestinations(needs.pool, tenant)
  return Promise.all(rows.map((row) => answered(needs, tenant, row)))
}

/** Nothing is called there any more, and nobody is ended there. The same name can be given to a new destination. */
export async function removeDestination ({ pool, now }: Pick<DestinationNeeds, 'pool' | 'now'>, tenant: string, name: string): Promise<void> {
  const deleted = await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
    const id = await deleteDestination(tx, tenant, name, now())
    if (id !== undefined) await addCatchUp(tx, tenant, [id], 'close')
    return id
  }))
  if (deleted === undefined) throw noDestination()
  await catchUpAtOnce({ pool, now }, [deleted])
}

export async function pauseDestination (needs: DestinationNeeds, tenant: string, name: string): Promise<DestinationAnswer> {
  return answered(needs, tenant, await setDestinationPaused(needs.pool, tenant, name, needs.now()))
}

/** Ends a pause, and whatever made the lane stop or wait by itself. */
export async function resumeDestination (needs: DestinationNeeds, tenant: string, name: string): Promise<DestinationAnswer> {
  return answered(needs, tenant, await setDestinationResumed(needs.pool, tenant, name))
}

async function answered (needs: DestinationNeeds, tenant: string, row: DestinationRow | undefined): Promise<DestinationAnswer> {
  if (row === undefined) throw noDestination()
  return answerOf(row, await needs.vault.keysOf(needs.pool, tenant), needs)
}

const credentialsOf = (row: DestinationRow | undefined, keys: Keys): Said => row?.credentials ? keys.open<Said>(row.credentials) : {}

const moment = (at: Instant | null) => at === null ? null : isoOf(at)

function healthOf ({ paused_at: paused, stopped, parked_until: parked, failures }: DestinationRow, at: Instant): DestinationView['health'] {
  if (paused !== null) return 'paused'
  if (stopped !== null) return 'stopped'
  if (parked !== null && parked > at) return 'parked'
  return failures > 0 ? 'failing' : 'ok'
}

function answerOf (row: DestinationRow, keys: Keys, { kinds, now }: Pick<DestinationNeeds, 'kinds' | 'now'>): DestinationAnswer {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    base_url: row.base_url,
    options: withDefaults(adapterOf(kinds, row.kind).options, row.options),
    credentials: Object.keys(credentialsOf(row, keys)).sort(),
    health: healthOf(row, now()),
    paused: row.paused_at !== null,
    stopped: row.stopped && { ...row.stopped, at: isoOf(row.stopped.at) },
    parked_until: moment(row.parked_until),
    succeeded_at: moment(row.succeeded_at),
    created_at: isoOf(row.created_at)
  }
}
