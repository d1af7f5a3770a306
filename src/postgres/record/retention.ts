import type { Db } from '../db.ts'

const days = (name: string, standard: number) => `coalesce((tenant.settings #>> '{retention,${name}}')::int, ${standard}) * interval '1 day'`

/** Drops the bytes of messages whose time is over: sooner after success. One that is pending, or whose event is held, stays. */
export async function forgetOldMessages (db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    UPDATE message SET sealed = NULL WHERE seq IN (
      SELECT seq FROM message JOIN tenant ON tenant.id = message.tenant
      WHERE sealed IS NOT NULL AND NOT EXISTS (SELECT FROM pending WHERE pending.seq = message.seq)
        AND received_at < clock_timestamp() - CASE state WHEN 'failed' THEN ${days('failed_messages_days', 30)} ELSE ${days('messages_days', 7)} END
        AND NOT EXISTS (SELECT FROM event WHERE event.message = message.seq AND event.status NOT IN ('delivered', 'superseded', 'ignored', 'withdrawn'))
      LIMIT $1)`, [limit])
  return rowCount ?? 0
}

export async function deleteOldAttempts (db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    DELETE FROM attempt WHERE id IN (
      SELECT attempt.id FROM attempt JOIN tenant ON tenant.id = attempt.tenant WHERE at < clock_timestamp() - ${days('attempts_days', 90)} LIMIT $1)`, [limit])
  return rowCount ?? 0
}

/** Senders' ids count for thirty days. */
export async function releaseOldKeys (db: Db, limit: number): Promise<number> {
  await db.query('DELETE FROM item_key WHERE created_at < clock_timestamp() - interval \'30 days\'')
  const { rowCount } = await db.query(`
    UPDATE message SET dedupe_key = NULL WHERE seq IN (
      SELECT seq FROM message WHERE dedupe_key IS NOT NULL AND received_at < clock_timestamp() - interval '30 days' LIMIT $1)`, [limit])
  return rowCount ?? 0
}
