import type { Scope } from '../../domain/scope.ts'
import { isInScope } from '../../domain/scope.ts'
import type { Caller } from '../../domain/principal.ts'
import type { ScopePreview } from '../../domain/views/scope-preview.ts'
import { listMirrorsAt } from '../../postgres/show/scope.ts'
import { findDestination } from '../../postgres/destinations.ts'
import { openDestination } from '../configure/open-destination.ts'
import type { DestinationNeeds } from '../configure/destinations.ts'
import { noDestination, refuse } from '../configure/refusals.ts'
import { faultsIn, withDefaults } from '../configure/said.ts'
import type { Mirror } from '../interpret/refresh.ts'

/** People in one statement. */
const AT_ONCE = 1000
/** People named on each side; the rest are counted. */
const MOST_NAMED = 200

/**
 * Who would come into the scope of a destination, and who would fall out of it, if these were its options: of everybody whom
 * HR has as active now. Reads the record, looks at nobody and changes nothing.
 */
export async function previewScope ({ pool, vault, kinds }: Pick<DestinationNeeds, 'pool' | 'vault' | 'kinds'>, { tenant }: Caller, name: string, options: Record<string, unknown>): Promise<ScopePreview> {
  const row = await findDestination(pool, tenant, name)
  const open = row && await openDestination({ vault, kinds }, pool, row.id)
  if (open === undefined) throw noDestination()
  refuse(faultsIn('options', open.adapter.options, options))
  const scopes = [open.options, withDefaults(open.adapter.options, options)].map(({ scope }) => scope as Scope)
  const keys = await vault.keysOf(pool, tenant)
  const found: ScopePreview = { active: 0, in_scope: { before: 0, after: 0 }, falls_in: { count: 0, people: [] }, falls_out: { count: 0, people: [] } }
  for (let after = 0; ;) {
    const people = await listMirrorsAt(pool, tenant, open.row.id, after, AT_ONCE)
    for (const { id, sealed, has_account: hasAccount } of people) {
      const fields = sealed === null ? {} : keys.open<Mirror>(sealed).fields
      const [before, then] = scopes.map((scope) => isInScope(fields, scope)) as [boolean, boolean]
      found.active += 1
      if (before) found.in_scope.before += 1
      if (then) found.in_scope.after += 1
      if (before === then) continue
      const side = then ? found.falls_in : found.falls_out
      side.count += 1
      if (side.people.length < MOST_NAMED) side.people.push({ employee_id: id, has_account: hasAccount })
    }
    if (people.length < AT_ONCE) return found
    after = people.at(-1)!.seq
  }
}
