import type { AlertKind, Severity } from '../../domain/alert.ts'
import type { Instant } from '../../domain/calendar.ts'
import { ALERT_COLUMNS, type AlertRow } from '../alerts/alerts.ts'
import type { Db } from '../db.ts'
import { given } from './given.ts'

export interface AlertsWanted {
  status?: 'open' | 'cleared'
  kind?: AlertKind
  severity?: Severity
}

/** Newest first, from before `after` on; of a tenant, or of everybody. What was over before `since` is left out. */
export async function listAlertRows (db: Db, tenant: string | null, { status, kind, severity }: AlertsWanted, since: Instant, after: number | undefined, limit: number): Promise<AlertRow[]> {
  const { conditions, values } = given([limit, new Date(since)], [
    ['tenant = ?1', tenant ?? undefined],
    ['(cleared_at IS NULL) = ?1', status === undefined ? undefined : status === 'open'],
    ['kind = ?1', kind],
    ['severity = ?1', severity],
    ['seq < ?1', after]
  ])
  const { rows } = await db.query<AlertRow>(`
    SELECT ${ALERT_COLUMNS} FROM alert WHERE opened_at IS NOT NULL AND (cleared_at IS NULL OR cleared_at >= $2) ${conditions} ORDER BY seq DESC LIMIT $1`, values)
  return rows
}
