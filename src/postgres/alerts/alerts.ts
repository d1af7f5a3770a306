import type { About, Alert, AlertKind, Severity } from '../../domain/alert.ts'
import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export interface AlertRow {
  id: string
  seq: number
  tenant: string | null
  cause: string
  kind: AlertKind
  severity: Severity
  about: About
  count: number
  first_at: Instant
  last_at: Instant
  seen_at: Instant
  gone_at: Instant | null
  opened_at: Instant | null
  told_at: Instant | null
  told_count: number
  cleared_at: Instant | null
}

export const ALERT_COLUMNS = 'id, seq, tenant, cause, kind, severity, about, count, first_at, last_at, seen_at, gone_at, opened_at, told_at, told_count, cleared_at'

/** All that is remembered and not over, of the whole instance. */
export async function findLiveAlerts (db: Db): Promise<Alert[]> {
  const { rows } = await db.query<AlertRow>(`SELECT ${ALERT_COLUMNS} FROM alert WHERE cleared_at IS NULL`)
  return rows.map(alertFrom)
}

export const alertFrom = (row: AlertRow): Alert => ({
  id: row.id,
  tenant: row.tenant,
  key: row.cause,
  kind: row.kind,
  severity: row.severity,
  about: row.about,
  count: row.count,
  firstAt: row.first_at,
  lastAt: row.last_at,
  seenAt: row.seen_at,
  goneAt: row.gone_at,
  openedAt: row.opened_at,
  toldAt: row.told_at,
  toldCount: row.told_count,
  clearedAt: row.cleared_at
})

const moment = (at: Instant | null) => at === null ? null : new Date(at)

/** Remembers an alert as it is now. One of a tenant that was just deleted is not remembered. */
export async function saveAlert (db: Db, alert: Alert): Promise<void> {
  await db.query(`
    INSERT INTO alert (id, tenant, cause, kind, severity, about, count, first_at, last_at, seen_at, gone_at, opened_at, told_at, told_count, cleared_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 WHERE $2::text IS NULL OR EXISTS (SELECT FROM tenant WHERE tenant.id = $2)
    ON CONFLICT (id) DO UPDATE SET about = excluded.about, count = excluded.count, first_at = excluded.first_at, last_at = excluded.last_at, gone_at = excluded.gone_at,
      opened_at = excluded.opened_at, told_at = excluded.told_at, told_count = excluded.told_count, cleared_at = excluded.cleared_at`,
  [alert.id, alert.tenant, alert.key, alert.kind, alert.severity, JSON.stringify(alert.about), alert.count, moment(alert.firstAt), moment(alert.lastAt), moment(alert.seenAt),
    moment(alert.goneAt), moment(alert.openedAt), moment(alert.toldAt), alert.toldCount, moment(alert.clearedAt)])
}

export async function deleteAlert (db: Db, id: string): Promise<void> {
  await db.query('DELETE FROM alert WHERE id = $1', [id])
}

/** What is over for so many days, with all that was said about it. */
export async function deleteOldAlerts (db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE cleared_at < clock_timestamp() - interval '90 days' LIMIT $1)`, [limit])
  return rowCount ?? 0
}
