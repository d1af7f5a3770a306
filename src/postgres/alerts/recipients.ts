import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../db.ts'

export interface AlertSettings { tenant: string, url: string, language: 'en' | 'pt-BR' | null, secret: Buffer | null }

const SETTINGS = "id AS tenant, settings->>'alert_url' AS url, settings->>'alert_language' AS language, alert_secret AS secret"

/** Tenants that want to be told. */
export async function listAlertSettings (db: Db): Promise<AlertSettings[]> {
  const { rows } = await db.query<AlertSettings>(`SELECT ${SETTINGS} FROM tenant WHERE settings->>'alert_url' IS NOT NULL`)
  return rows
}

export async function findAlertSettings (db: Db, tenant: string): Promise<AlertSettings | undefined> {
  const { rows } = await db.query<AlertSettings>(`SELECT ${SETTINGS} FROM tenant WHERE id = $1 AND settings->>'alert_url' IS NOT NULL`, [tenant])
  return rows[0]
}

export interface MailSettings { tenant: string, to: string, language: 'en' | 'pt-BR' | null }

const MAIL = "id AS tenant, settings->>'alert_email' AS \"to\", settings->>'alert_language' AS language"

/** Tenants that want to be told by mail. */
export async function listMailSettings (db: Db): Promise<MailSettings[]> {
  const { rows } = await db.query<MailSettings>(`SELECT ${MAIL} FROM tenant WHERE settings->>'alert_email' IS NOT NULL`)
  return rows
}

export async function findMailSettings (db: Db, tenant: string): Promise<MailSettings | undefined> {
  const { rows } = await db.query<MailSettings>(`SELECT ${MAIL} FROM tenant WHERE id = $1 AND settings->>'alert_email' IS NOT NULL`, [tenant])
  return rows[0]
}

/** Addresses that asked for silence: nothing is sent there. */
export async function listSwitchedOff (db: Db): Promise<{ target: string, address: string, at: Instant }[]> {
  const { rows } = await db.query<{ target: string, address: string, at: Instant }>('SELECT target, address, at FROM alert_off')
  return rows
}

export async function findSwitchedOff (db: Db, target: string, address: string): Promise<Instant | undefined> {
  const { rows } = await db.query<{ at: Instant }>('SELECT at FROM alert_off WHERE target = $1 AND address = $2', [target, address])
  return rows[0]?.at
}

export async function switchOff (db: Db, target: string, address: string, at: Instant): Promise<void> {
  await db.query('INSERT INTO alert_off (target, address, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [target, address, new Date(at)])
}

export async function switchOn (db: Db, target: string, address: string): Promise<void> {
  await db.query('DELETE FROM alert_off WHERE target = $1 AND address = $2', [target, address])
}
