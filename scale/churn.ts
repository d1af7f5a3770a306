import type pg from 'pg'
import { inTransaction, type Db } from '../src/postgres/db.ts'

const BATCH = 500

/** A tenant with one destination and its people, each settled there. */
export async function settings (pool: pg.Pool, people: number): Promise<void> {
  await pool.query('INSERT INTO tenant (id, settings) VALUES ($1, $2)', ['acme', { retention: { attempts_days: 28 } }])
  await pool.query("INSERT INTO destination (id, tenant, name, kind, base_url) VALUES ('dst', 'acme', 'one', 'x', 'https://x.example')")
  await pool.query("INSERT INTO employee (id, tenant, state, sealed) SELECT 'emp' || n, 'acme', 'active', $2 FROM generate_series(1, $1::int) n", [people, Buffer.alloc(500)])
  await pool.query("INSERT INTO identifier (tenant, kind, hash, employee) SELECT 'acme', kind, decode(md5(kind || n), 'hex'), 'emp' || n FROM generate_series(1, $1::int) n, unnest(ARRAY['number', 'cpf', 'work_email']) kind", [people])
  await pool.query("INSERT INTO link (id, tenant, employee, destination, known, sealed) SELECT 'lnk' || n, 'acme', 'emp' || n, 'dst', 'active', $2 FROM generate_series(1, $1::int) n", [people, Buffer.alloc(700)])
}

/** So many events between two instants, numbered from `first`. */
export interface Step { from: number, to: number, first: number, events: number, people: number, bytes: Buffer }

/**
 * A step's events as the record is written of them: message, its place in the queue, event and fate stored, the mirror derived, the link made due,
 * leased and settled, attempts kept, the fate made final. The same columns of the same rows in as many steps as the product's
 * statements change them, for 500 people at once and without sealing or calls.
 */
export async function step (pool: pg.Pool, { from: began, to: ended, first, events, people, bytes }: Step): Promise<void> {
  for (let done = 0; done < events; done += BATCH) {
    const moment = new Date(began + done / events * (ended - began))
    const from = first + done
    const named = `SELECT n, 'emp' || (1 + (n * 7919) % ${people}) AS employee, 'lnk' || (1 + (n * 7919) % ${people}) AS link FROM generate_series(${from}, ${from + BATCH - 1}) n`
    await pool.query(`
      INSERT INTO message (id, tenant, source, kind, dedupe_key, fingerprint, sealed, receipt, received_at)
      SELECT 'msg' || n, 'acme', 'api', 'change', 'key' || n, decode(md5(n::text), 'hex'), $1, '{"verified_by": "api key"}', $2 FROM (${named}) AS named`, [bytes, moment])
    await pool.query(`INSERT INTO pending (tenant, bulk, seq, source) SELECT 'acme', false, seq, 'api' FROM (${named}) AS named JOIN message ON message.id = 'msg' || n`)
    await inTransaction(pool, (tx) => interpret(tx, named, moment, bytes))
    await inTransaction(pool, (tx) => deliver(tx, named, moment, bytes, from))
  }
}

async function interpret (tx: Db, named: string, moment: Date, bytes: Buffer): Promise<void> {
  await tx.query(`
    INSERT INTO event (id, tenant, message, source, employee, type, stamp_time, stamp_index, received_at, sealed)
    SELECT 'evt' || n, 'acme', message.seq, 'api', employee, 'change', $1, 0, $1, $2 FROM (${named}) AS named JOIN message ON message.id = 'msg' || n`, [moment, bytes.subarray(0, 250)])
  await tx.query(`UPDATE employee SET state = 'active', sealed = $1, revision = revision + 1 FROM (${named}) AS named WHERE employee.id = named.employee`, [bytes.subarray(0, 500)])
  await tx.query(`UPDATE link SET due_at = least(due_at, $1), revision = revision + 1, tries = 0, failing_since = NULL FROM (${named}) AS named WHERE link.id = named.link`, [moment])
  await tx.query(`INSERT INTO fate (event, destination, link, status) SELECT 'evt' || n, 'dst', link, 'processing' FROM (${named}) AS named`)
  await tx.query(`DELETE FROM pending USING (${named}) AS named JOIN message ON message.id = 'msg' || n WHERE pending.tenant = 'acme' AND NOT bulk AND pending.seq = message.seq`)
}

async function deliver (tx: Db, named: string, moment: Date, bytes: Buffer, from: number): Promise<void> {
  const links = `SELECT DISTINCT link FROM (${named}) AS named`
  await tx.query(`UPDATE link SET lease_until = clock_timestamp() + interval '45 seconds', fence = fence + 1 FROM (${links}) AS named WHERE link.id = named.link`)
  // A look, a write, and the look afterwards.
  await tx.query(`
    INSERT INTO attempt (tenant, link, at, method, status, outcome, duration_ms, sealed)
    SELECT 'acme', link, $1, method, 200, 'read', 12, $2 FROM (${named}) AS named, unnest(ARRAY['GET', 'PUT', 'GET']) method`, [moment, bytes.subarray(0, 220)])
  await tx.query(`UPDATE link SET lease_until = NULL, known = 'active', sealed = $1, settled_at = clock_timestamp(), due_at = NULL FROM (${links}) AS named WHERE link.id = named.link`, [bytes])
  await tx.query(`UPDATE fate SET status = 'delivered', final = true, updated_at = clock_timestamp() FROM (${named}) AS named WHERE event = 'evt' || n`)
  await tx.query(`UPDATE event SET status = 'delivered' FROM (${named}) AS named WHERE event.id = 'evt' || n`)
  // A question for a few, which is replaced by another one the next time; a brake's entry for some.
  await tx.query(`
    INSERT INTO hold (id, tenant, link, reason, cause, digest, sealed, state, decided_at)
    SELECT 'hold' || n, 'acme', link, 'unknown_value', 'c', n::text, $1, 'superseded', $2 FROM (${named}) AS named WHERE n % 50 = 0`, [bytes.subarray(0, 200), moment])
  await tx.query(`
    INSERT INTO brake (link, kind, tenant, employee, run, state, at) SELECT link, 'rekeys', 'acme', 'x', n, 'passed', $1 FROM (${named}) AS named WHERE n % 5 = 0`, [moment])
  await tx.query("INSERT INTO item_key (tenant, key, fingerprint, event, created_at) SELECT 'acme', 'item' || n, '', 'evt', $1 FROM generate_series($2::int, $2::int + 99) n", [moment, from])
}
