import type { Fault } from '../../domain/faults.ts'
import { findSource } from '../../postgres/sources.ts'
import { noSource } from './refusals.ts'
import { adapterOf, faultsIn, type Said } from './said.ts'
import { faultsBetween, faultsOfReading, getSource, type SourceAnswer, type SourceNeeds } from './sources.ts'

/**
 * `working`: the last thing heard was verified. `refused`: it was not. `silent`: nothing was ever heard. `incomplete`: what
 * is stored does not fit the kind any more, as `faults` say.
 */
export interface SourceCheck {
  ok: boolean
  state: 'working' | 'refused' | 'silent' | 'paused' | 'incomplete'
  faults: Fault[]
  source: SourceAnswer
}

/** What is configured and what was heard. Sources call us, so nothing is called. */
export async function checkSource (needs: SourceNeeds, tenant: string, name: string): Promise<SourceCheck> {
  const row = await findSource(needs.pool, tenant, name)
  if (row === undefined) throw noSource()
  const keys = await needs.vault.keysOf(needs.pool, tenant)
  const definition = adapterOf(needs.kinds, row.kind)
  const { settings, credentials } = definition
  const opened = row.credentials === null ? {} : keys.open<Said>(row.credentials)
  const faults = [
    ...faultsIn('settings', settings, row.settings),
    ...faultsIn('credentials', credentials, opened),
    ...faultsIn('options', definition.options, row.options),
    ...faultsOfReading(definition, row.options),
    ...faultsBetween(definition, { settings: row.settings, credentials: opened, options: row.options })
  ]
  const state = faults.length > 0 ? 'incomplete' : stateOf(row)
  return { ok: state === 'working' || state === 'silent', state, faults, source: await getSource(needs, tenant, name) }
}

function stateOf ({ paused_at: paused, last_seen_at: seen, last_refusal: refusal }: NonNullable<Awaited<ReturnType<typeof findSource>>>): SourceCheck['state'] {
  if (paused !== null) return 'paused'
  if (refusal !== null && (seen === null || refusal.at > seen)) return 'refused'
  return seen === null ? 'silent' : 'working'
}
