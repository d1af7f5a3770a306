import type { Telling } from '../../domain/alert.ts'
import type { RunTelling } from '../../domain/views/run.ts'
import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'
import { alertFrom, ALERT_COLUMNS, type AlertRow } from './alerts.ts'

/** Who is told something: a tenant, or '' for whoever operates the instance; and a hash of where. */
export interface Recipient { target: string, address: string }

/** `alert`: null for what is no alert, such as the end of a run. */
export interface NewDelivery extends Recipient { id: string, alert: string | null, type: Telling | RunTelling, body: string }

export async function insertDelivery (db: Db, { id, alert, target, address, type, body }: NewDelivery, now: Instant): Promise<void> {
  await db.query(`
    INSERT INTO alert_delivery (id, alert, target, address, type, body, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
  [id, alert, target, address, type, body, new Date(now)])
}

/** Open alerts of which these have heard nothing: new ones, and all of them for whoever is new. */
export async function findUntold (db: Db, recipients: Recipient[]) {
  const { rows } = await db.query<AlertRow & Recipient>(`
    SELECT ${ALERT_COLUMNS}, recipient.target, recipient.address FROM alert
    JOIN unnest($1::text[], $2::text[]) AS recipient (target, address) ON recipient.target IN ('', alert.tenant)
    WHERE opened_at IS NOT NULL AND cleared_at IS NULL AND (kind <> 'alerts_undelivered' OR recipient.target = '')
      AND NOT EXISTS (SELECT FROM alert_delivery AS said WHERE said.alert = alert.id AND said.target = recipient.target AND said.address = recipient.address)
    ORDER BY seq LIMIT 500`, [recipients.map(({ target }) => target), recipients.map(({ address }) => address)])
  return rows.map(({ target, address, ...row }) => ({ alert: alertFrom(row), target, address }))
}

/** Who has heard of an alert, or is about to. */
export async function findTold (db: Db, alert: string): Promise<Recipient[]> {
  const { rows } = await db.query<Recipient>('SELECT DISTINCT target, address FROM alert_delivery WHERE alert = $1', [alert])
  return rows
}

/** Recipients with something to be said now. */
export async function findTargetsDue (db: Db, now: Instant): Promise<string[]> {
  const { rows } = await db.query<{ target: string }>(`
    SELECT DISTINCT target FROM alert_delivery WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= clock_timestamp())`, [new Date(now)])
  return rows.map(({ target }) => target)
}

export interface DueDelivery extends Recipient { id: string, type: Telling | RunTelling, body: string, tries: number, failing_since: Instant | null }

/** Takes the next thing to be said to a recipient. What is said of one alert goes in the order in which it happened. */
export async function takeDelivery (db: Db, target: string, leaseMs: number, now: Instant): Promise<DueDelivery | undefined> {
  const { rows } = await db.query<DueDelivery>(`
    WITH next AS (
      SELECT id FROM alert_delivery AS one
      WHERE target = $1 AND due_at <= $3 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        AND NOT EXISTS (SELECT FROM alert_delivery AS before WHERE before.alert = one.alert AND before.target = one.target AND before.due_at IS NOT NULL AND before.seq < one.seq)
      ORDER BY due_at, seq LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE alert_delivery SET lease_until = clock_timestamp() + $2 * interval '1 millisecond' FROM next WHERE alert_delivery.id = next.id
    RETURNING alert_delivery.id, target, address, type, body, tries, failing_since`, [target, leaseMs, new Date(now)])
  return rows[0]
}

/** It is over: it was said, or will not be. */
export async function endDelivery (db: Db, id: string, outcome: string): Promise<void> {
  await db.query('UPDATE alert_delivery SET due_at = NULL, lease_until = NULL, outcome = $2, tries = tries + 1 WHERE id = $1', [id, outcome])
}

export async function postponeDelivery (db: Db, id: string, dueAt: Instant, failingSince: Instant, outcome: string): Promise<void> {
  await db.query(`
    UPDATE alert_delivery SET due_at = $2, failing_since = $3, outcome = $4, tries = tries + 1, lease_until = NULL WHERE id = $1`,
  [id, new Date(dueAt), new Date(failingSince), outcome])
}

/** Ends all that still waits for a recipient, or for one address of it. */
export async function endAllDeliveries (db: Db, target: string, outcome: string, address?: string): Promise<void> {
  await db.query(`
    UPDATE alert_delivery SET due_at = NULL, lease_until = NULL, outcome = $2
    WHERE target = $1 AND due_at IS NOT NULL AND ($3::text IS NULL OR address = $3)`, [target, outcome, address ?? null])
}

/** Old messages that are over and belong to no alert. */
export async function deleteOldTellings (db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.query(`
    DELETE FROM alert_delivery WHERE id IN (SELECT id FROM alert_delivery WHERE alert IS NULL AND due_at IS NULL AND created_at < clock_timestamp() - interval '30 days' LIMIT $1)`, [limit])
  return rowCount ?? 0
}
