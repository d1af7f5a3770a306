import type pg from 'pg'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { Fault } from '../../domain/faults.ts'
import type { ReadingOptions, SourceDefinition } from '../../domain/source.ts'
import type { SourceConfig, SourceVersionView, SourceView } from '../../domain/views/settings.ts'
import { inTransaction } from '../../postgres/db.ts'
import { deleteSource, findSource, keepVersion, listSources, listVersions, saveSource, setSourcePaused, type SourceRow } from '../../postgres/sources.ts'
import type { Keys, Vault } from '../../postgres/vault.ts'
import { troubleOf } from '../read/schedule.ts'
import { newId } from './ids.ts'
import { inTurn } from '../in-turn.ts'
import { lockedTenant, noSource, refuse, requireKind, requireName, requireSameKind } from './refusals.ts'
import { adapterOf, faultsIn, withDefaults, type Said } from './said.ts'

export interface SourceNeeds {
  pool: pg.Pool
  vault: Vault
  /** Every kind of source there is. */
  kinds: Readonly<Record<string, SourceDefinition>>
  /** Where the world reaches us, without a slash at the end. */
  publicUrl: string
}

/** Says which credentials are set, never what they are. */
export type SourceAnswer = SourceView

/**
 * Makes the source, or makes its settings and options these. Absent credentials keep; given ones replace them all, so that
 * no secret of an earlier method stays live. The id, and with it the webhook URL, stays.
 */
export async function putSource (needs: SourceNeeds, tenant: string, name: string, body: SourceConfig): Promise<{ created: boolean, source: SourceAnswer }> {
  requireName('/name', name)
  requireKind(needs.kinds, body.kind)
  const definition = adapterOf(needs.kinds, body.kind)
  const { settings = {}, options = {} } = body
  return inTurn(needs.pool, tenant, () => inTransaction(needs.pool, async (tx) => {
    await lockedTenant(tx, tenant)
    const keys = await needs.vault.keysOf(tx, tenant)
    const existing = await findSource(tx, tenant, name)
    requireSameKind(existing, body.kind)
    const credentials = body.credentials ?? credentialsOf(existing, keys)
    refuse([
      ...faultsIn('settings', definition.settings, settings),
      ...faultsIn('credentials', definition.credentials, credentials),
      ...faultsIn('options', definition.options, options),
      ...faultsOfReading(definition, options),
      ...faultsBetween(definition, { settings, credentials, options })
    ])
    const source = { id: newId('src'), tenant, name, kind: body.kind, settings, options, credentials: keys.seal(credentials) }
    const saved = await saveSource(tx, source)
    await keepVersion(tx, saved)
    return { created: existing === undefined, source: answerOf(saved, keys, needs) }
  }))
}

export async function getSource (needs: SourceNeeds, tenant: string, name: string): Promise<SourceAnswer> {
  return answered(needs, tenant, await findSource(needs.pool, tenant, name))
}

export async function getSources (needs: SourceNeeds, tenant: string): Promise<SourceAnswer[]> {
  const rows = await listSources(needs.pool, tenant)
  return Promise.all(rows.map((row) => answered(needs, tenant, row)))
}

/** What its owner said of settings and options at other times, the newest first. */
export async function getVersions (needs: SourceNeeds, tenant: string, name: string): Promise<SourceVersionView[]> {
  const row = await findSource(needs.pool, tenant, name)
  if (row === undefined) throw noSource()
  return (await listVersions(needs.pool, row.id)).map((version) => ({ ...version, created_at: isoOf(version.created_at) }))
}

/** Its webhook URL leads nowhere from now on. What it has told stays; a new source of the same name is another source. */
export async function removeSource ({ pool }: Pick<SourceNeeds, 'pool'>, tenant: string, name: string): Promise<void> {
  if (!await deleteSource(pool, tenant, name)) throw noSource()
}

export async function pauseSource (needs: SourceNeeds & { now: () => Instant }, tenant: string, name: string): Promise<SourceAnswer> {
  return answered(needs, tenant, await setSourcePaused(needs.pool, tenant, name, needs.now()))
}

export async function resumeSource (needs: SourceNeeds, tenant: string, name: string): Promise<SourceAnswer> {
  return answered(needs, tenant, await setSourcePaused(needs.pool, tenant, name, null))
}

async function answered (needs: SourceNeeds, tenant: string, row: SourceRow | undefined): Promise<SourceAnswer> {
  if (row === undefined) throw noSource()
  return answerOf(row, await needs.vault.keysOf(needs.pool, tenant), needs)
}

/** What a schema cannot say: a schedule that never comes, an expression that cannot be read. */
export function faultsOfReading (definition: SourceDefinition, options: Said): Fault[] {
  const { schedule } = options as ReadingOptions
  const trouble = schedule === undefined ? undefined : troubleOf(schedule)
  return [
    ...trouble === undefined ? [] : [{ pointer: `/options/schedule${trouble.member}`, code: 'invalid_value' as const, params: { why: trouble.why } }],
    ...(definition.faultsOf?.(withDefaults(definition.options, options)) ?? []).map((fault) => ({ ...fault, pointer: `/options${fault.pointer}` }))
  ]
}

/** What does not go together; only asked of parts that fit their schemas. */
export function faultsBetween ({ faultsBetween: ask, ...definition }: SourceDefinition, said: { settings: Said, credentials: Said, options: Said }): Fault[] {
  const parts = ['settings', 'credentials', 'options'] as const
  if (ask === undefined || parts.some((part) => faultsIn(part, definition[part], said[part]).length > 0)) return []
  return ask({ settings: withDefaults(definition.settings, said.settings), credentials: withDefaults(definition.credentials, said.credentials), options: withDefaults(definition.options, said.options) })
}

const credentialsOf = (row: SourceRow | undefined, keys: Keys): Said => row?.credentials ? keys.open<Said>(row.credentials) : {}

function answerOf (row: SourceRow, keys: Keys, { kinds, publicUrl }: SourceNeeds): SourceAnswer {
  const definition = adapterOf(kinds, row.kind)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    webhook_url: `${publicUrl}/webhooks/${row.id}`,
    ...(definition.serves && { api_url: `${publicUrl}${definition.serves.base}/${row.id}` }),
    settings: withDefaults(definition.settings, row.settings),
    options: withDefaults(definition.options, row.options),
    credentials: Object.keys(credentialsOf(row, keys)).sort(),
    paused: row.paused_at !== null,
    next_run_at: row.next_run_at === null ? null : isoOf(row.next_run_at),
    read_until: row.looked_until === null ? null : isoOf(row.looked_until),
    last_seen_at: row.last_seen_at === null ? null : isoOf(row.last_seen_at),
    last_refusal: row.last_refusal && { ...row.last_refusal, at: isoOf(row.last_refusal.at) },
    created_at: isoOf(row.created_at)
  }
}
