import t from 'tap'
import { evaluate } from '../../src/application/alert/evaluate.ts'
import { listAlerts } from '../../src/application/show/alerts.ts'
import { listFailures } from '../../src/application/show/failures.ts'
import { retry } from '../../src/application/show/retry.ts'
import { readiness } from '../../src/readiness.ts'
import { ana, bruno } from '../show/setup.ts'
import { alarms, ALERT_URL, HOUR, MINUTE, SECOND } from './alarms.ts'

t.test('the questions of one cause are one alert; answered, an all-clear', async (t) => {
  const { tenant, interpret, look, lookLater, deliverAll, listens, pool, sent, told } = await alarms(t)
  const { id, say, ask } = await tenant('board')
  await listens(id)
  const events = await Promise.all(Array.from({ length: 30 }, (_, i) => say('hire', { ...bruno, employee_number: String(i), work_email: `p${i}@example.com` })))
  await interpret()
  await interpret()
  for (const event of events) await ask(event, 'board', { reason: 'unknown_value', registers: ['job_title'], field: 'job_title' })
  t.equal(await look(), 1)
  t.equal(await look(), 0)
  await deliverAll(id)
  t.match(sent, [{ url: ALERT_URL, body: { type: 'alert.opened', timestamp: String, data: { tenant: id, kind: 'held', severity: 'warning', reason: 'unknown_value', destination: 'board', count: 30, link: /^https:\/\/cracha\.example\/v1\/holds\?status=open&reason=unknown_value&destination=board&cause=[0-9a-f]+$/ } } }])
  await pool.query("UPDATE hold SET state = 'approved'")
  await lookLater()
  await deliverAll(id)
  t.same(told(), ['alert.opened held 30', 'alert.cleared held 30'])
  t.notMatch(JSON.stringify(sent), /Bruno|example\.com|Gerente/)
})

t.test('an ending that fails is told after two tries at a destination that is well; other failures when they are given up', async (t) => {
  const { tenant, interpret, look, one, pool, now } = await alarms(t)
  const { id, as, say, linkOf, fate, knows } = await tenant('board')
  const hired = [await say('hire', ana), await say('hire', bruno)]
  const ended = await say('termination', { employee_number: ana.employee_number, date: '2026-03-09', reason: 'voluntary' })
  await interpret()
  await knows(hired[0]!, 'board', { known: { kind: 'active', remoteId: '1', fields: {}, put: {} } as never })
  const failing = async (event: string, tries: number) => pool.query(
    "UPDATE link SET failure = 'unrecognised', failing_since = $2, tries = $3 WHERE id = $1", [(await linkOf(event, 'board')).id, new Date(now()), tries])
  for (const event of [...hired, ended]) await fate(event, 'board', { status: 'retrying', error: 'unrecognised' })
  await failing(ended, 1)
  await failing(hired[1]!, 5)
  const open = async () => (await listAlerts(one, id, 'en', {}, { limit: 50 })).data.map(({ kind, severity, count, link }) => [kind, severity, count, link.replace(/^.*\?/, '')])
  await look()
  t.same(await open(), [])
  await pool.query('UPDATE destination SET failures = 4')
  await failing(ended, 3)
  await look()
  t.same(await open(), [], 'the destination itself is unwell: that is waited for')
  await pool.query('UPDATE destination SET failures = 0')
  await look()
  t.same(await open(), [['termination_failed', 'critical', 1, 'status=retrying&destination=board']])
  t.same(await listFailures(one, as()), [])
  await fate(hired[1]!, 'board', { status: 'failed', error: 'unrecognised' })
  await fate(ended, 'board', { status: 'failed', error: 'unrecognised' })
  await look()
  t.same(await open(), [['failed', 'warning', 1, 'status=failed&destination=board'], ['termination_failed', 'critical', 1, 'status=failed&destination=board']])
})

t.test('failures are listed by cause, and their retry takes exactly these', async (t) => {
  const { tenant, interpret, one, pool, now } = await alarms(t)
  const { as, say, linkOf, fate } = await tenant('board', 'other')
  const events = [await say('hire', ana), await say('hire', bruno), await say('change', { employee_number: bruno.employee_number, department: 'X' })]
  await interpret()
  const set = async (event: string, destination: string, code: string, status: string) => {
    await pool.query('UPDATE link SET failure = $2, failing_since = $3, due_at = NULL WHERE id = $1', [(await linkOf(event, destination)).id, code, new Date(now())])
    await fate(event, destination, { status, error: code })
  }
  await set(events[0]!, 'board', 'http_422', 'retrying')
  await set(events[1]!, 'board', 'http_422', 'failed')
  await set(events[2]!, 'board', 'http_422', 'failed')
  await set(events[1]!, 'other', 'duplicate', 'failed')
  const failures = await listFailures(one, as('read', 'pt-BR'))
  t.match(failures, [
    { destination: 'board', code: 'http_422', detail: 'O destino recusa isto (http_422).', people: 1, events: 2, retry: { filter: { destination: 'board', code: 'http_422', status: 'failed' } } },
    { destination: 'other', code: 'duplicate', people: 1, events: 1 }
  ])
  t.match(await listFailures(one, as(), 'other'), [{ code: 'duplicate' }])
  const again = (filter: Parameters<typeof retry>[2], dryRun: boolean) => retry({ ...one, wakeLanes () {} }, as(), filter, dryRun)
  const due = async () => (await pool.query('SELECT FROM link WHERE due_at IS NOT NULL AND tries = 0')).rowCount
  await pool.query('UPDATE link SET due_at = NULL')
  t.equal(await again({ destination: 'board', code: 'http_422' }, true), 2, 'with those that are tried again by themselves')
  t.equal(await again(failures[0]!.retry.filter, true), 1)
  t.equal(await due(), 0)
  t.equal(await again(failures[0]!.retry.filter, false), 1)
  t.equal(await due(), 1)
  t.equal(await again(failures[0]!.retry.filter, true), 0)
})

t.test('one process looks at a time; whoever has crashed loses its turn', async (t) => {
  const { tenant, one, another, pool } = await alarms(t)
  await tenant('board')
  await pool.query("UPDATE destination SET stopped = '{\"at\":0,\"code\":\"http_401\",\"detail\":\"\"}'")
  const two = another()
  await Promise.all([evaluate(one), evaluate(two), evaluate(one), evaluate(two)].map((each) => each.catch(() => {})))
  t.equal((await pool.query('SELECT FROM alert')).rowCount, 1)
  await pool.query('UPDATE alert SET opened_at = NULL, told_at = NULL; UPDATE lease SET holder = $$gone$$')
  await evaluate(two)
  t.equal((await pool.query('SELECT FROM alert WHERE opened_at IS NOT NULL')).rowCount, 0, 'somebody else has the turn')
  await pool.query("UPDATE lease SET until = clock_timestamp() - interval '1 second'")
  await evaluate(two)
  t.equal((await pool.query('SELECT FROM alert WHERE opened_at IS NOT NULL')).rowCount, 1)
})

t.test('a source is silent, a destination unwell for long, a message unreadable, we ourselves at fault', async (t) => {
  const { tenant, look, one, pool, pass, interpret } = await alarms(t)
  const { id, say, linkOf } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  await pool.query("INSERT INTO source (id, tenant, name, kind, options, last_seen_at) VALUES ('src_1', $1, 'hr', 'letter', '{\"silent_after_hours\": 2}', $2), ('src_2', $1, 'free', 'letter', '{}', 'epoch')", [id, new Date(one.now())])
  await pool.query('UPDATE destination SET failures = 12')
  const kinds = async () => (await listAlerts(one, id, 'en', { status: 'open' }, { limit: 50 })).data.map(({ kind }) => kind).sort()
  await look()
  pass(14 * MINUTE)
  await look()
  t.same(await kinds(), [])
  pass(2 * MINUTE)
  await look()
  t.same(await kinds(), ['destination_unwell'])
  pass(2 * HOUR)
  await look()
  t.same(await kinds(), ['destination_unwell', 'source_silent'])
  await pool.query("INSERT INTO message (id, tenant, source, kind, fingerprint, sealed, state, reason) VALUES ('msg_unread', $1, 'src_1', 'letter', '', '', 'failed', 'x'), ('msg_fault', $1, 'src_1', 'letter', '', '', 'interpreted', 'internal: TypeError')", [id])
  await pool.query("INSERT INTO pending (tenant, bulk, seq, source, tries) SELECT tenant, false, seq, source, 1 FROM message WHERE id = 'msg_fault'")
  await pool.query("UPDATE link SET failure = 'internal', failing_since = now() WHERE id = $1", [(await linkOf(event, 'board')).id])
  await look()
  pass(6 * SECOND)
  await look()
  t.same(await kinds(), ['destination_unwell', 'internal', 'internal', 'message_failed', 'source_silent'])
  const { data } = await listAlerts(one, id, 'pt-BR', { kind: 'source_silent' }, { limit: 1 })
  t.match(data, [{ title: 'Nada foi recebido da fonte hr há mais de 2 h.', source: 'hr', link: `https://cracha.example/v1/tenants/${id}/sources/hr` }])
})

t.test('work that nobody takes is told to the operator and by readiness; a long queue that moves is none', async (t) => {
  const operator = { url: 'https://ops.example/hook', secrets: `whsec_${Buffer.alloc(32, 9).toString('base64')}` }
  const { tenant, look, pool, pass, interpret, deliverAll, sent, now, told } = await alarms(t, { operator })
  const { say } = await tenant('board')
  await say('hire', ana)
  await interpret()
  await pool.query('UPDATE link SET due_at = $1', [new Date(now() - 6 * MINUTE)])
  const ready = (answers: boolean) => readiness({ pool, now, lastRound: () => undefined, answers })
  await pool.query("UPDATE destination SET succeeded_at = clock_timestamp() - interval '1 minute'")
  t.match(await ready(true), { ok: true, degraded: false, checks: { work: { ok: true } } })
  await pool.query("UPDATE destination SET succeeded_at = clock_timestamp() - interval '6 minutes'; UPDATE link SET lease_until = clock_timestamp() + interval '10 seconds'")
  t.match(await ready(true), { ok: true, degraded: false })
  await pool.query('UPDATE link SET lease_until = NULL')
  await pool.query('UPDATE destination SET parked_until = $1', [new Date(now() - 4 * MINUTE)])
  t.match(await ready(true), { ok: true, degraded: false }, 'one that is down is probed, and parked anew')
  await pool.query('UPDATE destination SET parked_until = $1', [new Date(now() - 6 * MINUTE)])
  t.match(await ready(true), { ok: true, degraded: true, checks: { database: { ok: true }, work: { ok: false, detail: /^no worker takes the work: people are due at 1 destination/ } } })
  t.match(await ready(false), { ok: false, degraded: true })
  await look()
  pass(11 * SECOND)
  await look()
  await deliverAll('')
  t.same(told(), ['alert.opened worker_stalled 1'])
  t.match(sent, [{ url: operator.url, body: { data: { tenant: null, severity: 'critical', code: 'deliver', link: 'https://cracha.example/readyz' } } }])
  await pool.query('UPDATE destination SET paused_at = now()')
  t.match(await ready(false), { ok: true, degraded: false })
  await say('hire', bruno)
  await pool.query("UPDATE pending SET due_at = clock_timestamp() - interval '6 minutes'")
  t.match(await ready(true), { checks: { work: { ok: false, detail: /1 message\(s\) wait to be interpreted/ } } })
})

t.test('a process whose loops hang is not ready, nor one without its database', async (t) => {
  const { pool, now } = await alarms(t)
  t.match(await readiness({ pool, now, lastRound: () => now() - 61 * SECOND, answers: true }), { ok: false, checks: { worker: { ok: false, detail: 'looked for work 61 s ago' } } })
  t.match(await readiness({ pool, now, lastRound: () => now() - 59 * SECOND, answers: true }), { ok: true })
  const away = { query: async () => { throw Object.assign(new Error('made up'), { code: 'ECONNREFUSED' }) } }
  t.match(await readiness({ pool: away as never, now, lastRound: now, answers: true }), { ok: false, checks: { database: { ok: false, detail: 'ECONNREFUSED' } } })
})
