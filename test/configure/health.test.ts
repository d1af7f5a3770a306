import t from 'tap'
import { pauseDestination, putDestination } from '../../src/application/configure/destinations.ts'
import { destinationHealth } from '../../src/application/configure/health.ts'
import { isoOf } from '../../src/domain/calendar.ts'
import { board, installation, MINUTE } from './setup.ts'

const { needs: base, pool, tenant, employees, linksOf, now } = await installation(t)
const needs = { ...base, kinds: { board }, allowPrivateNetworks: false }
const BOARD = { kind: 'board', base_url: 'https://board.example', credentials: { token: 'x' } }

t.test('each destination says how it is doing, in its own words', async (t) => {
  const id = await tenant()
  const set = (name: string, what: string) => pool.query(`UPDATE destination SET ${what} WHERE tenant = $1 AND name = $2`, [id, name])
  for (const name of ['busy', 'idle', 'parked', 'paused', 'shaky', 'stopped']) await putDestination(needs, id, name, BOARD)
  await set('busy', 'succeeded_at = now(), parked_until = to_timestamp(1)')
  await set('shaky', 'succeeded_at = now(), failures = 3')
  await set('parked', `parked_until = to_timestamp(${(now() + MINUTE) / 1000}), failures = 12`)
  await set('stopped', "stopped = '{\"at\": 0, \"code\": \"unauthorized\", \"detail\": \"The token was refused.\"}'")
  await pauseDestination(needs, id, 'paused')
  const said = await destinationHealth(needs, id)
  t.match(said.map(({ name, state, detail }) => [name, state, detail]), [
    ['busy', 'ok', null],
    ['idle', 'idle', null],
    ['parked', 'parked', `until ${isoOf(now() + MINUTE)}`],
    ['paused', 'paused', `since ${isoOf(now())}`],
    ['shaky', 'ok', '3 failures in a row'],
    ['stopped', 'stopped', 'The token was refused.']
  ])
  t.match(said[1], { kind: 'board', due: 0, oldest_due_at: null, held: 0, failed: 0, succeeded_at: null })
})

t.test('what is due, held and failed is counted per destination', async (t) => {
  const id = await tenant()
  await employees(id, 'emp_1', 'emp_2', 'emp_3')
  const { destination: { id: one } } = await putDestination(needs, id, 'one', BOARD)
  await putDestination(needs, id, 'two', BOARD)
  const [first, second, third] = (await linksOf(id)).filter(({ destination }) => destination === one).map((link) => link.id)
  await pool.query('UPDATE link SET due_at = to_timestamp($2 / 1000.0) WHERE id = $1', [first, now() - MINUTE])
  await pool.query('UPDATE link SET due_at = to_timestamp($2 / 1000.0) WHERE id = $1', [third, now() + MINUTE])
  await pool.query(`
    INSERT INTO hold (id, tenant, link, reason, cause, digest, sealed, state)
    VALUES ('h1', $1, $2, 'clear', 'c', 'd1', 'x', 'open'), ('h2', $1, $2, 'rehire', 'c', 'd2', 'x', 'open'), ('h3', $1, $2, 'brake', 'c', 'd3', 'x', 'approved')`, [id, first])
  await pool.query(`
    INSERT INTO event (id, tenant, message, source, type, stamp_time, stamp_index, received_at, sealed)
    SELECT 'evt_' || n, $1, n, 'api', 'change', now(), 0, now(), 'x' FROM generate_series(1, 4) n`, [id])
  await pool.query(`
    INSERT INTO fate (event, destination, link, status, final)
    VALUES ('evt_1', $1, $2, 'failed', false), ('evt_2', $1, $2, 'failed', false), ('evt_3', $1, $3, 'failed', false), ('evt_4', $1, $3, 'delivered', true)`, [one, first, second])
  t.match(await destinationHealth(needs, id), [
    { name: 'one', state: 'ok', due: 2, oldest_due_at: isoOf(now() - MINUTE), held: 2, failed: 2 },
    { name: 'two', state: 'ok', due: 3, oldest_due_at: isoOf(now()), held: 0, failed: 0 }
  ])
})
