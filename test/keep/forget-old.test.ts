import t from 'tap'
import { forgetOld } from '../../src/application/keep/forget-old.ts'
import { putDestination } from '../../src/application/configure/destinations.ts'
import { board, installation } from '../configure/setup.ts'

const { needs: base, pool, tenant } = await installation(t)
const DAY = 24 * 3600_000
const START = Date.UTC(2026, 0, 1)
const after = (days: number) => forgetOld({ pool, now: () => START + days * DAY, pause: async () => {} })
let made = 0

/** A message that arrived at the start, with one event in this status; answers its sequence. */
async function message (of: string, status: string, { state = 'interpreted', key = true } = {}): Promise<number> {
  const number = ++made
  const id = `msg_${number}`
  const { rows: [row] } = await pool.query<{ seq: number }>(`
    INSERT INTO message (id, tenant, source, kind, dedupe_key, fingerprint, sealed, received_at, state) VALUES ($1, $2, 'api', 'hire', $3, '', 'bytes', $4, $5) RETURNING seq`,
  [id, of, key ? id : null, new Date(START), state === 'pending' ? 'interpreted' : state])
  if (state === 'pending') await pool.query("INSERT INTO pending (tenant, bulk, seq, source) VALUES ($1, false, $2, 'api')", [of, row!.seq])
  if (status !== '') {
    await pool.query(`
      INSERT INTO event (id, tenant, message, source, type, stamp_time, stamp_index, received_at, sealed, status) VALUES ($1, $2, $3, 'api', 'hire', $4, 0, $4, 'x', $5)`,
    [`evt_${number}`, of, row!.seq, new Date(START), status])
  }
  return row!.seq
}

/** What is left of a message: its bytes, its sender's id, or only the row. */
async function leftOf (seq: number): Promise<string> {
  const { rows: [row] } = await pool.query('SELECT sealed, dedupe_key FROM message WHERE seq = $1', [seq])
  return row === undefined ? 'nothing' : ['row', ...row.dedupe_key === null ? [] : ['id'], ...row.sealed === null ? [] : ['bytes']].join(' ')
}

t.test("a message's bytes go a week after success, its row with the sender's id after thirty days", async (t) => {
  const seq = await message(await tenant(), 'delivered')
  await after(6.9)
  t.equal(await leftOf(seq), 'row id bytes')
  await after(7.1)
  t.equal(await leftOf(seq), 'row id')
  await after(29.9)
  t.equal(await leftOf(seq), 'row id')
  await after(30.1)
  t.equal(await leftOf(seq), 'nothing')
  t.equal((await pool.query('SELECT FROM event WHERE message = $1', [seq])).rowCount, 1, 'what it said stays as long as the employee')
})

t.test('what was not interpreted is kept for thirty days, and what waits to be for ever', async (t) => {
  const id = await tenant()
  const failed = await message(id, '', { state: 'failed' })
  const pending = await message(id, '', { state: 'pending' })
  await after(29)
  t.equal(await leftOf(failed), 'row id bytes')
  await after(31)
  t.equal(await leftOf(failed), 'nothing')
  await after(400)
  t.equal(await leftOf(pending), 'row bytes')
})

t.test('nothing open or held is let go of, however old; once it is over it goes, whenever that is', async (t) => {
  const id = await tenant()
  const open = await Promise.all(['held', 'waiting', 'retrying', 'failed', 'processing'].map((status) => message(id, status)))
  const soon = await message(id, 'held')
  await after(8)
  for (const seq of [...open, soon]) t.equal(await leftOf(seq), 'row id bytes')
  await pool.query("UPDATE event SET status = 'delivered' WHERE message = $1", [soon])
  await after(9)
  t.equal(await leftOf(soon), 'row id', 'it was passed by, and is looked at again')
  await after(200)
  for (const seq of open) t.equal(await leftOf(seq), 'row bytes', 'an id counts for thirty days')
  await pool.query("UPDATE event SET status = 'superseded' WHERE message = ANY($1)", [open])
  await after(201)
  for (const seq of open) t.equal(await leftOf(seq), 'nothing')
  t.same((await pool.query('SELECT FROM lingering WHERE tenant = $1', [id])).rows, [])
})

t.test("a tenant's own retention is honoured, whichever way", async (t) => {
  const [short, long] = [await tenant({ retention: { messages_days: 1, failed_messages_days: 2, attempts_days: 1 } }), await tenant({ retention: { messages_days: 60, failed_messages_days: 90 } })]
  const [quick, bad, slow] = [await message(short, 'delivered'), await message(short, '', { state: 'failed' }), await message(long, 'delivered')]
  await after(1.5)
  t.same([await leftOf(quick), await leftOf(bad), await leftOf(slow)], ['row id', 'row id bytes', 'row id bytes'])
  await after(2.5)
  t.same([await leftOf(bad), await leftOf(slow)], ['row id', 'row id bytes'])
  await after(31)
  t.same([await leftOf(quick), await leftOf(slow)], ['nothing', 'row bytes'], 'the id is released after thirty days, the bytes stay')
  await after(61)
  t.equal(await leftOf(slow), 'nothing')
})

t.test('attempts go after their time, of whom nothing is open; so do ledgers and questions that were replaced', async (t) => {
  const id = await tenant({ retention: { attempts_days: 10 } })
  await pool.query('INSERT INTO employee (id, tenant) VALUES ($1, $2), ($3, $2)', [`${id}-a`, id, `${id}-b`])
  const { destination } = await putDestination({ ...base, kinds: { board }, allowPrivateNetworks: true }, id, 'board', { kind: 'board', base_url: 'http://127.0.0.1:1', credentials: { token: 'x' } })
  const { rows: [done, open] } = await pool.query<{ id: string }>('SELECT id FROM link WHERE destination = $1 ORDER BY employee', [destination.id])
  const event = `evt_${made + 1}`
  await message(id, 'held')
  await pool.query("INSERT INTO fate (event, destination, link, status) VALUES ($1, $2, $3, 'held')", [event, destination.id, open!.id])
  for (const link of [done!.id, open!.id]) {
    await pool.query("INSERT INTO attempt (tenant, link, at, method, outcome, duration_ms, sealed) SELECT $1, $2, $3, 'GET', 'delivered', 1, 'x' FROM generate_series(1, 2500)", [id, link, new Date(START)])
  }
  await pool.query("INSERT INTO brake (link, kind, tenant, employee, run, state, at) SELECT $1, 'hires', $2, 'x', n, CASE WHEN n = 1 THEN 'held' ELSE 'passed' END, $3 FROM generate_series(1, 2500) n", [done!.id, id, new Date(START)])
  await pool.query("INSERT INTO hold (id, tenant, link, reason, cause, digest, sealed, state, decided_at) SELECT $1 || state, $1, $2, 'clear', 'c', state, 'x', state, $3 FROM unnest(ARRAY['superseded', 'approved', 'rejected']) state", [id, done!.id, new Date(START)])
  const count = async (table: string) => (await pool.query<{ count: number }>(`SELECT count(*) FROM ${table} WHERE tenant = $1`, [id])).rows[0]!.count
  await after(9)
  t.same([await count('attempt'), await count('brake'), await count('hold')], [5000, 2500, 3])
  await after(11)
  t.same([await count('attempt'), await count('brake'), await count('hold')], [2500, 2500, 2], 'answers stay: plans rest on them')
  await after(32)
  t.equal(await count('brake'), 1, 'whoever is held waits for a word')
  await pool.query('UPDATE fate SET final = true WHERE event = $1', [event])
  await after(33)
  t.equal(await count('attempt'), 0)
})

t.test("senders' ids of items go after thirty days", async (t) => {
  const id = await tenant()
  await pool.query("INSERT INTO item_key (tenant, key, fingerprint, event, created_at) SELECT $1, n::text, '', 'evt', $2 FROM generate_series(1, 2500) n", [id, new Date(START)])
  await after(29)
  t.equal((await pool.query('SELECT FROM item_key WHERE tenant = $1', [id])).rowCount, 2500)
  await after(31)
  t.equal((await pool.query('SELECT FROM item_key WHERE tenant = $1', [id])).rowCount, 0)
})

t.test('a run rests between its steps, and ends when it is told to', async (t) => {
  const id = await tenant()
  for (let n = 0; n < 3; n++) await pool.query("INSERT INTO item_key (tenant, key, fingerprint, event, created_at) SELECT $1, $3 || n::text, '', 'evt', $2 FROM generate_series(1, 1000) n", [id, new Date(START), `${n}-`])
  const stop = new AbortController()
  const left = async () => (await pool.query('SELECT FROM item_key WHERE tenant = $1', [id])).rowCount
  const rested = async (ms: number) => {
    t.ok(ms >= 20)
    if (await left() !== 3000) stop.abort()
  }
  await forgetOld({ pool, now: () => START + 31 * DAY, pause: rested, signal: stop.signal })
  t.equal(await left(), 2000)
})
