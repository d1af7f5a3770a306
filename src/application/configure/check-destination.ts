import { CallFailure, type DestinationAdapter } from '../../domain/destination.ts'
import { loadCatalogue } from '../../postgres/record/catalogue.ts'
import { findDestination } from '../../postgres/destinations.ts'
import type { Delivering } from '../deliver/delivering.ts'
import { asRequest, changes } from '../deliver/call.ts'
import { directoryOf } from '../deliver/directory.ts'
import { openLane } from '../deliver/lane.ts'
import { connectionOf } from '../deliver/tokens.ts'
import { noDestination } from './refusals.ts'

export type DestinationCheck = Awaited<ReturnType<DestinationAdapter['check']>>

/** Reads one page there, with the settings as they are, and names the wrong one. Works while the lane is paused or stopped. */
export async function checkDestination (needs: Delivering, tenant: string, name: string): Promise<DestinationCheck> {
  const row = await findDestination(needs.pool, tenant, name)
  const lane = row && await openLane(needs, row.id)
  if (lane === undefined) throw noDestination()
  try {
    return await lane.adapter.check({
      call: (call) => {
        if (changes(call)) throw new Error('a check changes nothing')
        return needs.outbound.request(...asRequest(call, lane.baseUrl))
      },
      options: lane.options,
      credentials: lane.credentials,
      catalogue: await loadCatalogue(needs.pool, lane.id),
      now: needs.now,
      learn: async () => {},
      authorization: needs.tokens(connectionOf(lane)),
      directory: directoryOf(needs.pool, lane, needs.now)
    })
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error
    return { ok: false, code: 'unreachable', detail: `Nobody answers at base_url (${error.code}).` }
  }
}
