import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

/** Writes who leads a person at a destination; who does not any more is remembered with the moment. */
export async function setLeaders (db: Db, link: string, destination: string, remoteIds: string[], now: Instant): Promise<void> {
  await db.query('UPDATE link_leader SET gone_at = $3 WHERE link = $1 AND gone_at IS NULL AND remote_id <> ALL($2)', [link, remoteIds, new Date(now)])
  if (remoteIds.length === 0) return
  await db.query(`
    INSERT INTO link_leader (link, destination, remote_id) SELECT $1, $2, unnest($3::text[])
    ON CONFLICT (link, remote_id) DO UPDATE SET gone_at = NULL`, [link, destination, remoteIds])
}

/** Whom an account leads there, and when somebody last stopped being led by it. */
export async function findLed (db: Db, destination: string, remoteId: string): Promise<{ employees: string[], movedAt: Instant | undefined }> {
  const { rows } = await db.query<{ employee: string, gone_at: Instant | null }>(`
    SELECT link.employee, link_leader.gone_at FROM link_leader JOIN link ON link.id = link_leader.link
    WHERE link_leader.destination = $1 AND link_leader.remote_id = $2`, [destination, remoteId])
  const moved = rows.flatMap(({ gone_at: at }) => at ?? [])
  return { employees: rows.filter(({ gone_at: at }) => at === null).map(({ employee }) => employee), movedAt: moved.length === 0 ? undefined : Math.max(...moved) }
}
