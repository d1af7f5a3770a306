import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** Writes who leads these people at a destination; who does not any more is remembered with the moment. */
export async function setLeaders (db: Db, destination: string, links: { link: string, remoteIds: string[] }[], now: Instant): Promise<void> {
  if (links.length === 0) return
  const pairs = links.flatMap(({ link, remoteIds }) => remoteIds.map((remoteId) => ({ link, remoteId })))
  const columns = [pairs.map(({ link }) => link), pairs.map(({ remoteId }) => remoteId)]
  await db.query(`
    UPDATE link_leader SET gone_at = $4 WHERE link = ANY($1) AND gone_at IS NULL
      AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[]) AS kept (link, remote_id) WHERE kept.link = link_leader.link AND kept.remote_id = link_leader.remote_id)`,
  [links.map(({ link }) => link), ...columns, new Date(now)])
  if (pairs.length > 0) {
    await db.query(`
      INSERT INTO link_leader (link, destination, remote_id) SELECT DISTINCT link, $1, remote_id FROM unnest($2::text[], $3::text[]) AS new (link, remote_id)
      ON CONFLICT (link, remote_id) DO UPDATE SET gone_at = NULL`, [destination, ...columns])
  }
}

/** Whom an account leads there, and when somebody last stopped being led by it. */
export async function findLed (db: Db, destination: string, remoteId: string): Promise<{ employees: string[], movedAt: Instant | undefined }> {
  const { rows } = await db.query<{ employee: string, gone_at: Instant | null }>(`
    SELECT link.employee, link_leader.gone_at FROM link_leader JOIN link ON link.id = link_leader.link
    WHERE link_leader.destination = $1 AND link_leader.remote_id = $2`, [destination, remoteId])
  const moved = rows.flatMap(({ gone_at: at }) => at ?? [])
  return { employees: rows.filter(({ gone_at: at }) => at === null).map(({ employee }) => employee), movedAt: moved.length === 0 ? undefined : Math.max(...moved) }
}
