import type { Instant } from '../domain/calendar.ts'
import type { Db } from './db.ts'

/**
 * The commit of this forgets the tenant: it is not found any more, nothing of it is called, and nobody has a key to it. A
 * handful of rows; the rest goes in the background. False when there is no such tenant.
 */
export async function setForgotten (db: Db, tenant: string, at: Instant): Promise<boolean> {
  const { rowCount } = await db.query(`
    UPDATE tenant SET forgotten_at = coalesce(forgotten_at, clock_timestamp()), settings = '{}', sealed = NULL, alert_secret = NULL WHERE id = $1`, [tenant])
  if (rowCount === 0) return false
  await db.query('DELETE FROM api_key WHERE tenant = $1', [tenant])
  await db.query('DELETE FROM source WHERE tenant = $1', [tenant])
  await db.query('DELETE FROM catch_up WHERE tenant = $1', [tenant])
  await db.query('UPDATE destination SET credentials = NULL, options = \'{}\', deleted_at = coalesce(deleted_at, to_timestamp($2 / 1000.0)) WHERE tenant = $1', [tenant, at])
  return true
}

/** A tenant whose rows are still to go and that nobody else is at; locked until the transaction ends. */
export async function lockForgotten (db: Db): Promise<{ id: string, quiet: boolean } | undefined> {
  // Whoever had its keys, or a transaction under way, has ended by then: nothing of it is written any more.
  const { rows } = await db.query<{ id: string, quiet: boolean }>(`
    SELECT id, forgotten_at < clock_timestamp() - interval '2 minutes' AS quiet FROM tenant WHERE forgotten_at IS NOT NULL ORDER BY forgotten_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`)
  return rows[0]
}

/**
 * Deletes some rows of a forgotten tenant, at most about `limit` of a kind, what refers to others first. Answers how many;
 * none: nothing is left but the tenant itself.
 */
export async function eraseSome (db: Db, tenant: string, limit: number): Promise<number> {
  for (const erase of [erasePending, eraseMessages, eraseEvents, erasePeople, eraseDirectories, eraseOthers]) {
    const erased = await erase(db, tenant, limit)
    if (erased > 0) return erased
  }
  return 0
}

export async function eraseTenant (db: Db, tenant: string): Promise<void> {
  await db.query('DELETE FROM tenant WHERE id = $1 AND forgotten_at IS NOT NULL', [tenant])
}

/** First of all, so that nobody tries to interpret what cannot be opened. */
const erasePending = (db: Db, tenant: string, limit: number): Promise<number> =>
  deleted(db, 'DELETE FROM pending WHERE ctid = ANY (ARRAY(SELECT ctid FROM pending WHERE tenant = $1 LIMIT $2))', [tenant, limit])

const eraseMessages = (db: Db, tenant: string, limit: number): Promise<number> =>
  deleted(db, 'DELETE FROM message WHERE seq = ANY (ARRAY(SELECT seq FROM message WHERE tenant = $1 ORDER BY seq DESC LIMIT $2))', [tenant, limit])

async function eraseEvents (db: Db, tenant: string, limit: number): Promise<number> {
  const events = await idsOf(db, 'SELECT id FROM event WHERE tenant = $1 ORDER BY message DESC, stamp_index DESC LIMIT $2', [tenant, limit])
  if (events.length === 0) return 0
  await db.query('DELETE FROM fate WHERE event = ANY($1)', [events])
  await db.query('DELETE FROM hold WHERE event = ANY($1)', [events])
  return await deleted(db, 'DELETE FROM event WHERE id = ANY($1)', [events])
}

async function erasePeople (db: Db, tenant: string, limit: number): Promise<number> {
  const people = await idsOf(db, 'SELECT id FROM employee WHERE tenant = $1 ORDER BY seq DESC LIMIT $2', [tenant, Math.ceil(limit / 4)])
  if (people.length === 0) return 0
  const links = await idsOf(db, 'SELECT id FROM link WHERE employee = ANY($1)', [people])
  const attempts = await deleted(db, 'DELETE FROM attempt WHERE id = ANY (ARRAY(SELECT id FROM attempt WHERE link = ANY($1) LIMIT $2))', [links, limit])
  if (attempts > 0) return attempts
  for (const table of ['wait', 'link_leader', 'brake', 'hold']) await db.query(`DELETE FROM ${table} WHERE link = ANY($1)`, [links])
  await db.query('DELETE FROM link WHERE id = ANY($1)', [links])
  for (const table of ['identifier', 'reporting']) await db.query(`DELETE FROM ${table} WHERE employee = ANY($1)`, [people])
  await db.query('UPDATE employee SET merged_into = NULL WHERE merged_into = ANY($1)', [people])
  return await deleted(db, 'DELETE FROM employee WHERE id = ANY($1)', [people])
}

const eraseDirectories = (db: Db, tenant: string, limit: number): Promise<number> =>
  deleted(db, 'DELETE FROM directory WHERE ctid = ANY (ARRAY(SELECT d.ctid FROM directory d JOIN destination ON destination.id = d.destination WHERE tenant = $1 LIMIT $2))', [tenant, limit])

/** Whatever else has a tenant's name on it, in tables that later migrations bring, too. Each of them is small, or has an index by tenant. */
async function eraseOthers (db: Db, tenant: string, limit: number): Promise<number> {
  const { rows: tables } = await db.query<{ name: string }>(`
    SELECT quote_ident(table_name) AS name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND column_name = 'tenant' AND table_name <> 'destination' ORDER BY table_name`)
  let erased = 0
  for (const { name } of tables) {
    erased += await deleted(db, `DELETE FROM ${name} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${name} WHERE tenant = $1 LIMIT $2))`, [tenant, limit])
  }
  if (erased > 0) return erased
  for (const table of ['alert_delivery', 'alert_off']) await db.query(`DELETE FROM ${table} WHERE target = $1`, [tenant])
  await db.query("DELETE FROM rate WHERE starts_with(name, $1 || '/')", [tenant])
  return await deleted(db, `
    WITH gone AS (SELECT id FROM destination WHERE tenant = $1 LIMIT $2),
      lists AS (DELETE FROM catalogue USING gone WHERE catalogue.destination = gone.id),
      readings AS (DELETE FROM directory_reading USING gone WHERE directory_reading.destination = gone.id),
      rates AS (DELETE FROM rate USING gone WHERE rate.name = gone.id)
    DELETE FROM destination USING gone WHERE destination.id = gone.id`, [tenant, limit])
}

async function idsOf (db: Db, text: string, values: unknown[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(text, values)
  return rows.map(({ id }) => id)
}

async function deleted (db: Db, text: string, values: unknown[]): Promise<number> {
  return (await db.query(text, values)).rowCount ?? 0
}
