import type { Known } from '../../domain/known.ts'
import type { Db } from '../../postgres/db.ts'
import { findLinkByRemoteId } from '../../postgres/record/links.ts'
import { contentOf, type Lane } from './link-content.ts'

/** No company is deeper; a longer chain is a loop that was there before us. */
const DEEPEST = 50

/** Whether somebody stands, directly or not, below `remoteId` there as things are now: naming them its leader would close a cycle. */
export async function leadsBackTo (db: Db, lane: Lane, leader: Known, remoteId: string): Promise<boolean> {
  const seen = new Set<string>()
  let above = lane.adapter.leadersOf(leader)
  for (let depth = 0; depth < DEEPEST && above.length > 0; depth++) {
    if (above.includes(remoteId)) return true
    const unseen = above.filter((id) => !seen.has(id))
    unseen.forEach((id) => seen.add(id))
    const links = await findLinkByRemoteId(db, lane.id, unseen)
    above = links.flatMap((link) => lane.adapter.leadersOf(contentOf(lane, link).known))
  }
  return false
}
