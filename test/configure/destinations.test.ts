import t from 'tap'
import { getDestination, getDestinations, pauseDestination, putDestination, removeDestination, resumeDestination, type DestinationKind } from '../../src/application/configure/destinations.ts'
import { openDestination } from '../../src/application/configure/open-destination.ts'
import { inTransaction } from '../../src/postgres/db.ts'
import { catchUp } from '../../src/application/keep/catch-up.ts'
import { until } from '../helpers/until.ts'
import { board, hosted, installation, MINUTE } from './setup.ts'

const { needs: base, pool, tenant, employees, linksOf, now, pass } = await installation(t)
const needs = { ...base, kinds: { board, hosted }, allowPrivateNetworks: false }
const BOARD = { kind: 'board', base_url: 'https://board.example/api/', credentials: { token: 'not told to anybody' }, options: { groups: ['Liderança'] } }

/** A destination with two people who are settled there. */
async function settled () {
  const id = await tenant()
  const [ana, bruno] = [`${id}-ana`, `${id}-bruno`]
  await employees(id, ana, bruno)
  const { destination } = await putDestination(needs, id, 'board', BOARD)
  await pool.query("UPDATE link SET due_at = NULL, urgency = 0, known = 'active', sealed = 'x', remote_id = '7', tries = 3, failing_since = now(), fence = 4 WHERE tenant = $1", [id])
  await pool.query("INSERT INTO catalogue (destination, list, key, label) VALUES ($1, 'titles', 'analista', 'Analista')", [destination.id])
  const trouble = () => pool.query("UPDATE destination SET stopped = '{\"at\": 0, \"code\": \"unauthorized\", \"detail\": \"The token was refused.\"}', parked_until = to_timestamp(9e9), failures = 12 WHERE id = $1", [destination.id])
  const catalogue = async () => (await pool.query('SELECT key FROM catalogue WHERE destination = $1', [destination.id])).rows
  return { id, ana, bruno, destination, trouble, catalogue }
}

t.test('a new destination has everybody due, behind single events', async (t) => {
  const id = await tenant()
  await employees(id, 'emp_1', 'emp_2', 'emp_3')
  await pool.query("UPDATE employee SET merged_into = 'emp_1' WHERE id = 'emp_3'")
  const { created, destination } = await putDestination(needs, id, 'board', BOARD)
  t.equal(created, true)
  t.match(destination, {
    id: /^dst_[0-9a-f]{32}$/, name: 'board', kind: 'board', base_url: BOARD.base_url, options: { concurrency: 1, groups: ['Liderança'] }, credentials: ['token'], paused: false, stopped: null, parked_until: null, succeeded_at: null
  })
  t.match(await linksOf(id), ['emp_1', 'emp_2'].map((employee) => ({ id: /^lnk_/, employee, destination: destination.id, due_at: now(), urgency: 1, known: 'never_looked', revision: 0 })))
})

t.test('an employee whose transaction was open while the destination was made gets a link by the second pass', async (t) => {
  const id = await tenant()
  await inTransaction(pool, async (tx) => {
    await tx.query('INSERT INTO employee (id, tenant) VALUES ($1, $2)', ['emp_late', id])
    await putDestination(needs, id, 'board', BOARD)
  })
  t.same(await linksOf(id), [])
  const { id: destination } = await getDestination(needs, id, 'board')
  t.equal(await catchUp(needs, 9, [destination]), 0, 'not before every transaction of that time has ended')
  await pool.query('UPDATE catch_up SET due_at = now() WHERE destination = $1', [destination])
  t.equal(await catchUp(needs, 9, [destination]), 1)
  t.same((await pool.query('SELECT FROM catch_up WHERE destination = $1', [destination])).rows, [])
  t.match(await linksOf(id), [{ employee: 'emp_late' }])
})

t.test('the same body a second time changes nothing', async (t) => {
  const { id, destination, trouble } = await settled()
  await trouble()
  const { created, destination: again } = await putDestination(needs, id, 'board', { ...BOARD, base_url: 'https://board.example:443/api' })
  t.equal(created, false)
  t.match(again, { id: destination.id, stopped: { code: 'unauthorized', at: '1970-01-01T00:00:00.000Z' } })
  await putDestination(needs, id, 'board', { ...BOARD, options: { ...BOARD.options, concurrency: 1 } })
  t.match(await linksOf(id), [{ due_at: null, revision: 0 }, { due_at: null, revision: 0 }])
})

t.test('other options make everybody due and forget nothing', async (t) => {
  const { id, ana, bruno, trouble, catalogue } = await settled()
  await trouble()
  await pool.query('UPDATE link SET due_at = to_timestamp($2 / 1000.0) WHERE employee = $1', [ana, now() - MINUTE])
  const { destination } = await putDestination(needs, id, 'board', { ...BOARD, options: { concurrency: 4 } })
  t.match(destination, { options: { concurrency: 4 }, stopped: { code: 'unauthorized' } }, 'options do not put the lane right')
  t.notOk('groups' in destination.options)
  t.match(await linksOf(id), [
    { employee: ana, due_at: now() - MINUTE, urgency: 0, revision: 1, known: 'active', remote_id: '7', tries: 0, failing_since: null, fence: 4 },
    { employee: bruno, due_at: now(), urgency: 1, revision: 1 }
  ])
  t.equal((await catalogue()).length, 1)
})

t.test('new credentials put the lane right and make everybody due; absent ones keep', async (t) => {
  const { id, destination, trouble } = await settled()
  await trouble()
  await pauseDestination(needs, id, 'board')
  const { credentials: _, ...rest } = BOARD
  t.match((await putDestination(needs, id, 'board', rest)).destination, { credentials: ['token'], stopped: { code: 'unauthorized' } })
  t.match((await openDestination(needs, pool, destination.id))?.credentials, BOARD.credentials)
  const answer = await putDestination(needs, id, 'board', { ...BOARD, credentials: { token: 'new', secret: 'too' } })
  t.match(answer.destination, { credentials: ['secret', 'token'], stopped: null, parked_until: null, paused: true })
  t.match(await openDestination(needs, pool, destination.id), { baseUrl: 'https://board.example/api', credentials: { token: 'new', secret: 'too' }, options: { concurrency: 1 }, adapter: board, row: { failures: 0 } })
  t.match(await linksOf(id), [{ due_at: now(), revision: 1, known: 'active' }, { due_at: now(), revision: 1 }])
  const { rows: [row] } = await pool.query('SELECT options, credentials FROM destination WHERE id = $1', [destination.id])
  t.same(row.options, BOARD.options, 'only what was said is stored')
  t.notMatch(row.credentials.toString('latin1'), /too/)
})

t.test('another address is another account: everybody is looked for anew', async (t) => {
  const { id, trouble, catalogue } = await settled()
  await trouble()
  const { destination } = await putDestination(needs, id, 'board', { ...BOARD, base_url: 'https://other.example/api' })
  t.match(destination, { base_url: 'https://other.example/api', stopped: null })
  const link = { known: 'never_looked', sealed: null, remote_id: null, due_at: now(), revision: 1, fence: 5, lease_until: null }
  t.match(await linksOf(id), [link, link])
  t.same(await catalogue(), [])
})

t.test('everything that is wrong is named at once and nothing is stored', async (t) => {
  const id = await tenant()
  const wrong = [
    { pointer: '/base_url', code: 'invalid_value', params: { why: /private network/ } },
    { pointer: '/credentials/token', code: 'required' },
    { pointer: '/options/concurency', code: 'did_you_mean', params: { nearest: 'concurrency' } }
  ]
  await t.rejects(putDestination(needs, id, 'board', { kind: 'board', base_url: 'http://10.0.0.1', options: { concurency: 2 } }), { code: 'invalid', faults: wrong })
  await t.rejects(putDestination(needs, id, 'board', { kind: 'board', credentials: { token: 'x' } }), { code: 'invalid', faults: [{ pointer: '/base_url', code: 'required' }] })
  await t.rejects(putDestination(needs, id, 'board', { ...BOARD, kind: 'bord' }), { code: 'invalid', faults: [{ pointer: '/kind', code: 'not_allowed', params: { allowed: 'board, hosted' } }] })
  await t.rejects(putDestination(needs, id, 'x y', BOARD), { code: 'invalid', faults: [{ pointer: '/name', code: 'invalid_name' }] })
  await t.rejects(putDestination(needs, 'nobody', 'board', BOARD), { code: 'not_found' })
  t.same(await getDestinations(needs, id), [])
  t.match(await putDestination({ ...needs, allowPrivateNetworks: true }, id, 'board', { ...BOARD, base_url: 'http://127.0.0.1:9000' }), { created: true })
})

t.test('settings, which a destination has not, are refused with the way out', async (t) => {
  const id = await tenant()
  await t.rejects(putDestination(needs, id, 'board', { ...BOARD, settings: { token_url: 'https://board.example/token' } }), { code: 'invalid', faults: [{ pointer: '/settings', code: 'no_settings' }] })
  t.same(await getDestinations(needs, id), [])
})

t.test('what does not go together is refused, when each part alone is right', async (t) => {
  const id = await tenant()
  const asked: unknown[] = []
  const picky: DestinationKind = {
    ...board,
    faultsBetween (said) {
      asked.push(said)
      return [{ pointer: '/credentials/secret', code: 'required', params: { field: 'secret' } }]
    }
  }
  const put = (body: object) => putDestination({ ...needs, kinds: { board: picky, hosted } }, id, 'board', { ...BOARD, ...body })
  await t.rejects(put({ options: { concurency: 2 } }), { code: 'invalid', faults: [{ pointer: '/options/concurency' }] })
  t.same(asked, [], 'nobody is asked about parts that are wrong')
  await t.rejects(put({ options: {} }), { code: 'invalid', faults: [{ pointer: '/credentials/secret', code: 'required' }] })
  t.same(asked, [{ options: { concurrency: 1 }, credentials: BOARD.credentials, baseUrl: BOARD.base_url }], 'defaults are filled in')
  t.same(await getDestinations(needs, id), [])
})

t.test('a platform with an address of its own needs none', async (t) => {
  const id = await tenant()
  const { destination } = await putDestination(needs, id, 'hosted', { kind: 'hosted', credentials: { token: 'x' } })
  t.equal(destination.base_url, 'https://hosted.example/api')
})

t.test('the kind of a destination cannot change, and names are per tenant', async (t) => {
  const [id, other] = [await tenant(), await tenant()]
  await putDestination(needs, id, 'board', BOARD)
  await t.rejects(putDestination(needs, id, 'board', { ...BOARD, kind: 'hosted' }), { code: 'conflict', message: /another name/ })
  await t.rejects(getDestination(needs, other, 'board'), { code: 'not_found' })
  await t.rejects(removeDestination(needs, other, 'board'), { code: 'not_found' })
  await t.rejects(resumeDestination(needs, other, 'board'), { code: 'not_found' })
  await putDestination(needs, other, 'board', { ...BOARD, kind: 'hosted' })
  t.match(await getDestinations(needs, id), [{ name: 'board', kind: 'board' }])
})

t.test('resuming ends a pause and whatever stopped the lane', async (t) => {
  const { id, trouble, destination } = await settled()
  await trouble()
  t.match(await pauseDestination(needs, id, 'board'), { paused: true })
  pass(1000)
  t.match(await resumeDestination(needs, id, 'board'), { paused: false, stopped: null, parked_until: null })
  t.match(await openDestination(needs, pool, destination.id), { row: { failures: 0, paused_at: null } })
  t.match(await linksOf(id), [{ due_at: null, remote_id: '7' }, {}])
})

t.test('a deleted destination stops, forgets its credentials and ends nobody', async (t) => {
  const { id, ana, destination } = await settled()
  const [link] = await linksOf(id)
  await pool.query('UPDATE link SET due_at = now() WHERE tenant = $1', [id])
  await pool.query("INSERT INTO hold (id, tenant, link, reason, cause, digest, sealed) VALUES ($1, $2, $3, 'clear', 'c', 'd', 'x')", [`hold-${id}`, id, link.id])
  await removeDestination(needs, id, 'board')
  t.match(await linksOf(id), [{ employee: ana, due_at: null, known: 'active', remote_id: '7' }, { due_at: null }])
  t.match((await pool.query('SELECT state FROM hold WHERE tenant = $1', [id])).rows, [{ state: 'superseded' }])
  t.match((await pool.query('SELECT credentials FROM destination WHERE id = $1', [destination.id])).rows, [{ credentials: null }])
  await t.rejects(getDestination(needs, id, 'board'), { code: 'not_found' })
  t.equal(await openDestination(needs, pool, destination.id), undefined)
  await t.rejects(removeDestination(needs, id, 'board'), { code: 'not_found' })
  const again = await putDestination(needs, id, 'board', BOARD)
  t.equal(again.created, true)
  t.not(again.destination.id, destination.id)
  t.equal((await linksOf(id)).length, 4)
})

t.test('a change that meets a worker in a deadlock is made all the same', async (t) => {
  const { id, ana, destination } = await settled()
  const waiting = async () => (await pool.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).rowCount === 1
  const change = await inTransaction(pool, async (worker) => {
    await worker.query('SELECT FROM link WHERE employee = $1 FOR UPDATE', [ana])
    const change = putDestination(needs, id, 'board', { ...BOARD, options: {} })
    await until(waiting)
    await worker.query('UPDATE destination SET succeeded_at = now() WHERE id = $1', [destination.id])
    return { change }
  })
  t.match(await change.change, { created: false })
  t.match(await linksOf(id), [{ due_at: now(), revision: 1 }, { due_at: now(), revision: 1 }])
})

t.test('an id from a URL that cannot be one names no destination', async (t) => {
  for (const id of ['\0', 'dst_\ud800', '', 'x'.repeat(101), "dst'--"]) t.equal(await openDestination(needs, pool, id), undefined)
})
