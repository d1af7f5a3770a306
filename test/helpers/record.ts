import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { Test } from 'tap'
import { putTenant } from '../../src/application/configure/tenants.ts'
import { interpretDue, refreshChanged, type Interpreting } from '../../src/application/interpret/interpret.ts'
import type { Instant } from '../../src/domain/calendar.ts'
import type { Event } from '../../src/domain/event.ts'
import { keysOf } from '../../src/domain/identity.ts'
import type { Identifiers } from '../../src/domain/fields.ts'
import { view } from '../../src/domain/view/view.ts'
import { newId } from '../../src/engine.ts'
import { createPool } from '../../src/postgres/db.ts'
import { eventFrom, type EventRow } from '../../src/postgres/record/events.ts'
import { createVault } from '../../src/postgres/vault.ts'
import { testDatabase } from './postgres.ts'
import { ZONE } from './histories.ts'

/** A REST message: the route and its body. */
export interface Sent { kind: string, body: object }

const LATER = '9999-01-01'

/** A real record with two workers on pools of their own; messages are interpreted when a test says so, in the order it says. */
export async function recordOf (t: Test, start: Instant) {
  const url = await testDatabase(t)
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' })
  const master = randomBytes(32)
  let now = start
  let tenants = 0
  const failures: object[] = []
  const workers = [1, 2].map((): Interpreting => ({
    pool: createPool(url, { log, max: 4 }),
    vault: createVault([master]),
    now: () => now,
    random: () => 0.5,
    newId,
    openSource: async () => undefined,
    log: { info: log.info.bind(log), error: ((about: object) => { failures.push(about) }) as typeof log.error },
    wakeLanes: () => {}
  }))
  t.teardown(() => Promise.all(workers.map(({ pool }) => pool.end())))
  const [{ pool, vault }] = workers as [Interpreting, Interpreting]

  async function interpretAll (): Promise<void> {
    for (let done = 1; done > 0;) {
      const counts = await Promise.all(workers.map((worker) => interpretDue(worker)))
      const { rows } = await pool.query('SELECT FROM pending WHERE due_at <= clock_timestamp()')
      done = counts.reduce((a, b) => a + b) + rows.length
    }
    if (failures.length > 0) throw new Error(JSON.stringify(failures))
  }

  return {
    workers,
    pool,
    interpretAll,
    pass (to: Instant) { now = to },
    refreshChanged: () => refreshChanged(workers[0]!),

    async tenant (settings: object = {}): Promise<string> {
      const id = `tenant-${++tenants}`
      await putTenant({ pool, vault, now: () => now }, id, { name: 'Example', time_zone: ZONE, ...settings })
      return id
    },

    /** Stores messages in their order of arrival, for later. */
    async send (tenant: string, messages: Sent[], receivedAt = now): Promise<void> {
      const keys = await vault.keysOf(pool, tenant)
      const { rows: [{ count }] } = await pool.query('SELECT count(*) FROM message WHERE tenant = $1', [tenant])
      await pool.query(`
        WITH stored AS (
          INSERT INTO message (id, tenant, source, kind, fingerprint, sealed, received_at)
          SELECT id, $1, 'api', kind, '', sealed, $5 FROM unnest($2::text[], $3::text[], $4::bytea[]) WITH ORDINALITY AS new (id, kind, sealed, n) ORDER BY n
          RETURNING seq, kind)
        INSERT INTO pending (tenant, bulk, seq, source, due_at) SELECT $1, kind = 'batch', seq, 'api', $6 FROM stored`,
      [tenant, messages.map((_, i) => `msg_${tenant}.${Number(count) + i}`), messages.map(({ kind }) => kind), messages.map(({ body }) => keys.sealBytes(Buffer.from(JSON.stringify(body)))), new Date(receivedAt), LATER])
    },

    /** Makes messages due, by their place in the order of arrival. */
    async due (tenant: string, indexes: number[]): Promise<void> {
      await pool.query("UPDATE pending SET due_at = 'epoch' FROM message WHERE message.seq = pending.seq AND id = ANY($1)", [indexes.map((index) => `msg_${tenant}.${index}`)])
    },

    /** What the record came to, by content: nothing that depends on a tenant's own ids. */
    async outcome (tenant: string, identifiers: Identifiers[]) {
      const keys = await vault.keysOf(pool, tenant)
      const { rows } = await pool.query<EventRow>('SELECT * FROM event WHERE tenant = $1 AND withdrawn_at IS NULL', [tenant])
      const { rows: claims } = await pool.query<{ kind: string, hash: Buffer, employee: string }>('SELECT kind, hash, employee FROM identifier WHERE tenant = $1', [tenant])
      const { rows: mirrors } = await pool.query<{ id: string, state: string, changes_at: number | null }>('SELECT id, state, changes_at FROM employee WHERE tenant = $1', [tenant])
      const { rows: holds } = await pool.query<{ event: string, reason: string, sealed: Buffer }>("SELECT event, reason, sealed FROM hold WHERE tenant = $1 AND state = 'open'", [tenant])
      const { rows: left } = await pool.query("SELECT id, reason FROM message WHERE tenant = $1 AND (state <> 'interpreted' OR EXISTS (SELECT FROM pending WHERE pending.seq = message.seq))", [tenant])
      const plain = (id: string) => id.replace(`${tenant}.`, '')
      const first = rows.reduce((least, { message }) => Math.min(least, message), Infinity)
      const people = new Map<string, Event[]>()
      for (const row of rows) {
        if (row.employee === null) continue
        const event = eventFrom(row, keys)
        const sequence = Number(/\d+/.exec(plain(event.id))![0])
        people.set(row.employee, [...people.get(row.employee) ?? [], { ...event, id: plain(event.id), stamp: { ...event.stamp, sequence } }])
      }
      if (first === Infinity) throw new Error('nothing was interpreted')
      const nameOf = (employee: string) => (people.get(employee) ?? []).map(({ id }) => id).sort().join(' ')
      const has = (employee: string, hash: Buffer) => {
        const { state, fields } = view(people.get(employee) ?? [], now, { zone: ZONE })
        return state !== 'leaver' && fields.work_email != null && keys.hash(`work_email:${fields.work_email}`).equals(hash)
      }
      const texts = new Map(identifiers.flatMap((who) => keysOf(who, 'api')).map(({ kind, text }) => [keys.hash(text).toString('hex'), `${kind} ${text}`]))
      return {
        people: [...people].map(([employee, events]) => ({ events: nameOf(employee), view: view(events, now, { zone: ZONE }), mirror: mirrors.find(({ id }) => id === employee)?.state }))
          .sort((a, b) => a.events < b.events ? -1 : 1),
        // Of an address that nobody has any more, it does not matter whom it names.
        claims: claims.filter(({ kind, hash, employee }) => kind !== 'work_email' || has(employee, hash)).map(({ hash, employee }) => `${texts.get(hash.toString('hex')) ?? 'unknown'}: ${nameOf(employee)}`).sort(),
        holds: holds.map(({ event, reason, sealed }) => `${plain(event)} ${reason} ${keys.open<{ why: string }>(sealed).why}`).sort(),
        left
      }
    }
  }
}
