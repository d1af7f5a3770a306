import t from 'tap'
import { healthOfDestinations } from '../../src/application/show/health.ts'
import { metrics } from '../../src/application/show/metrics.ts'
import { retry } from '../../src/application/show/retry.ts'
import { faultsOf } from '../../src/domain/validate.ts'
import { Me } from '../../src/domain/views/settings.ts'
import { ana, bruno, installation } from './setup.ts'

const { needs, pool, tenant, interpret } = await installation(t)
const HOUR = 3_600_000

t.test('what failed is due again, and counted in people', async (t) => {
  const { as, say, linkOf } = await tenant('board', 'other')
  const { as: stranger } = await tenant()
  const events = [await say('hire', ana), await say('hire', bruno)]
  await interpret()
  const links = await Promise.all([[0, 'board'], [0, 'other'], [1, 'board']].map(([i, name]) => linkOf(events[Number(i)]!, String(name))))
  const failing = async (i: number, code: string, since: number) => pool.query(
    'UPDATE link SET failure = $2, failing_since = $3, due_at = NULL, tries = 9 WHERE id = $1', [links[i]!.id, code, new Date(since)])
  await failing(0, 'http_503', Date.now() - HOUR)
  await failing(1, 'duplicate', Date.now())
  await failing(2, 'http_503', Date.now())
  let woken = 0
  const again = (filter: Parameters<typeof retry>[2], dryRun = true, caller = as()) => retry({ ...needs, wakeLanes () { woken += 1 } }, caller, filter, dryRun)
  t.equal(await again({}), 2)
  t.equal(await again({ destination: 'board' }), 2)
  t.equal(await again({ destination: 'other' }), 1)
  t.equal(await again({ code: 'http_503', since: Date.now() - HOUR / 2 }), 1)
  t.equal(await again({ code: 'nothing' }), 0)
  t.equal(await again({}, false, stranger()), 0)
  t.equal(woken, 0)
  t.equal(await again({ code: 'http_503' }, false), 2)
  t.equal(woken, 1)
  const { rows } = await pool.query('SELECT due_at IS NOT NULL AS due, tries, failure FROM link WHERE id = ANY ($1) ORDER BY failure NULLS FIRST', [links.map(({ id }) => id)])
  t.same(rows, [{ due: true, tries: 0, failure: null }, { due: true, tries: 0, failure: null }, { due: false, tries: 9, failure: 'duplicate' }])
})

t.test('the health of destinations is told in the reader\'s language', async (t) => {
  const { id, as, say, ask, fate } = await tenant('fine', 'parked', 'paused', 'shaky', 'stopped')
  const event = await say('hire', ana)
  await interpret()
  const set = (name: string, what: string, value: unknown) => pool.query(`UPDATE destination SET ${what} = $3 WHERE tenant = $1 AND name = $2`, [id, name, value])
  await set('parked', 'parked_until', new Date('2190-01-01T00:00:00Z'))
  await set('paused', 'paused_at', new Date('2026-03-02T12:00:00Z'))
  await set('shaky', 'failures', 3)
  await set('stopped', 'stopped', { at: 0, code: 'http_401', detail: 'Check credentials.token.' })
  await ask(event, 'fine', { reason: 'gone', registers: ['hire'] })
  await fate(event, 'shaky', { status: 'failed', error: 'duplicate' })
  const destinations = await healthOfDestinations(needs, as())
  const [fine, parked, paused, shaky, stopped] = destinations
  t.same(faultsOf(Me, { tenant: id, role: 'operator', label: 'a key', key_id: 'key_1', destinations }), [])
  t.match(fine, { name: 'fine', kind: 'board', state: 'ok', health: 'ok', due: 1, oldest_due_at: String, held: 1, failed: 0, succeeded_at: null })
  t.notOk('detail' in fine!)
  t.match(parked, { state: 'parked', health: 'parked', detail: /tried again at 2190-01-01/ })
  t.match(paused, { state: 'paused', detail: 'Paused by its owner since 2026-03-02T12:00:00.000Z.' })
  t.match(shaky, { state: 'ok', health: 'failing', detail: '3 failures in a row.', failed: 1 })
  t.match(stopped, { state: 'stopped', detail: /look at them, then resume the destination\. Check credentials\.token\.$/ })
  t.match((await healthOfDestinations(needs, as('ingest', 'pt-BR')))[4], { detail: /^Parado desde .* não aceita as credenciais/ })
})

t.test('metrics count by ids', async (t) => {
  const { id, say, ask } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  await ask(event, 'board', { reason: 'clear', registers: ['team'] })
  await say('hire', bruno)
  await pool.query("UPDATE destination SET stopped = '{\"at\":0,\"code\":\"http_401\",\"detail\":\"\"}', name = $2 WHERE tenant = $1", [id, 'a "board"'])
  const text = await metrics(needs)
  const lane = `tenant="${id}",destination="dst_${id}_board",name="a \\"board\\""`
  for (const line of [
    `cracha_events{tenant="${id}",status="held"} 1`,
    `cracha_links_due{${lane}} 1`,
    `cracha_links_failing{${lane}} 0`,
    `cracha_lane_stopped{${lane}} 1`,
    `cracha_holds_open{tenant="${id}",reason="clear"} 1`,
    'cracha_messages_pending 1'
  ]) t.ok(text.split('\n').includes(line), line)
  t.match(text, /^cracha_links_due_oldest_seconds\{.*\} \d+(\.\d+)?$/m)
  t.match(text, /^cracha_messages_pending_oldest_seconds \d/m)
  for (const line of text.trimEnd().split('\n')) t.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{.+\})? [\d.e+-]+)$/)
  t.ok(text.endsWith('\n'))
  t.notMatch(text, /Ana|Bruno/)
})
