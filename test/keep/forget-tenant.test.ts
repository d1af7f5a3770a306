import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { pino } from 'pino'
import { randomBytes } from 'node:crypto'
import { eraseForgotten, forgetTenant } from '../../src/application/keep/forget-tenant.ts'
import { loadTenant, putTenant } from '../../src/application/configure/tenants.ts'
import { createPool } from '../../src/postgres/db.ts'
import { createVault } from '../../src/postgres/vault.ts'
import { journey } from '../helpers/journey.ts'
import { testDatabase } from '../helpers/postgres.ts'
import { until } from '../helpers/until.ts'

t.test('a tenant that is forgotten cannot be read from that commit on, by another process neither', async (t) => {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  const master = randomBytes(32)
  const [here, elsewhere] = [createVault([master]), createVault([master])]
  const needs = { pool, vault: here, now: () => Date.now() }
  await putTenant(needs, 'acme', { name: 'Acme', protected: [{ cpf: '52998224725' }] })
  t.ok(await loadTenant(pool, elsewhere, 'acme'))
  const late = await elsewhere.keysOf(pool, 'acme')
  await forgetTenant(needs, 'acme')
  await t.rejects(elsewhere.asking().keysOf(pool, 'acme'), { code: 'not_found' }, 'whoever shows something asks each time')
  t.equal(await loadTenant(pool, elsewhere, 'acme'), undefined)
  await t.rejects(here.keysOf(pool, 'acme'), { code: 'not_found' })
  await until(async () => elsewhere.keysOf(pool, 'acme').then(() => false, () => true), 3000)
  t.ok(late.seal('what was under way'), 'and is sealed with a key that nobody has')
  await t.rejects(putTenant(needs, 'acme', { name: 'Acme' }), { code: 'conflict' })
  await t.rejects(forgetTenant(needs, 'nobody'), { code: 'not_found' })
  await forgetTenant(needs, 'acme')   // again: nothing happens
  while (await eraseForgotten({ pool }) > 0);
  t.equal((await pool.query('SELECT FROM tenant')).rowCount, 1, 'its name is taken until nobody can be writing any more')
  await pool.query("UPDATE tenant SET forgotten_at = forgotten_at - interval '3 minutes'")
  while (await eraseForgotten({ pool }) > 0);
  t.match(await putTenant(needs, 'acme', { name: 'Another Acme' }), { created: true })
})

t.test('forgetting over HTTP leaves no row of the tenant in any table, and nothing of others goes', async (t) => {
  const { admin, call, say, settled, databaseUrl, sandbox } = await journey(t)
  const other = await say('hires', { employee_number: '7', full_name: 'Bruno Lima', hire_date: '2026-03-02', work_email: 'bruno@example.com' })
  await settled(other, 'delivered')
  const calls = sandbox.requests().length
  await admin('PUT', '/v1/tenants/zeta', { name: 'Zeta' })
  const { key } = (await admin('POST', '/v1/tenants/zeta/keys', { role: 'owner', label: 'tests' })).body
  const as = (path: string, body?: object, method?: string) => call(path, body, { key, ...(method !== undefined && { method }) })
  await as('/v1/tenants/zeta/sources/hr', { kind: 'canonical', credentials: { secrets: [`whsec_${randomBytes(24).toString('base64')}`] } }, 'PUT')
  await as('/v1/tenants/zeta/destinations/pulses', { kind: 'pulses', base_url: 'http://127.0.0.1:9', credentials: { token: 'token' } }, 'PUT')
  await as('/v1/batches', { items: [1, 2, 3].map((n) => ({ type: 'hire', event_id: `e${n}`, employee_number: `${n}`, full_name: `Ana ${n}`, hire_date: '2026-03-02', cpf: ['52998224725', '11144477735', '39053344705'][n - 1], managers: [{ employee_number: '99' }] })) })
  await as('/v1/changes', { employee_number: '9', cpf: '52998224725', department: 'X' })
  await until(async () => (await as('/v1/holds')).body.data?.length > 0)

  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  t.teardown(() => client.end())
  const { rows: tables } = await client.query<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('migration', 'instance')")
  const rowsOf = async (tenant: string) => {
    const found: string[] = []
    for (const { name } of tables) found.push(...(await client.query<{ row: string }>(`SELECT '${name}' || row::text AS row FROM ${name} AS row`)).rows.map(({ row }) => row).filter((row) => row.includes(tenant)))
    return found
  }
  await client.query("INSERT INTO alert_off (target, address, at) VALUES ('zeta', 'https://alerts.example', now())")
  t.ok((await rowsOf('zeta')).length > 20)
  const links = new Set((await client.query<{ id: string }>("SELECT id FROM link WHERE tenant = 'zeta' UNION SELECT id FROM employee WHERE tenant = 'zeta' UNION SELECT id FROM event WHERE tenant = 'zeta'")).rows.map(({ id }) => id))

  t.equal((await as('/v1/tenants/zeta', undefined, 'DELETE')).status, 403, 'only the administrator forgets')
  t.equal((await admin('DELETE', '/v1/tenants/zeta')).status, 202)
  t.equal((await admin('GET', '/v1/tenants/zeta')).status, 404)
  t.equal((await admin('PUT', '/v1/tenants/zeta', { name: 'Zeta' })).status, 409)
  t.match((await as('/v1/employees')).status, /401|404/, 'a key that was read a moment ago opens nothing')
  // Its rows go at once; what was under way when it was forgotten may still leave some, which go with the tenant itself.
  await until(async () => (await rowsOf('zeta')).every((row) => row.startsWith('tenant(')))
  await pause(1000)
  await client.query("UPDATE tenant SET forgotten_at = forgotten_at - interval '3 minutes' WHERE id = 'zeta'")
  await until(async () => (await client.query("SELECT FROM tenant WHERE id = 'zeta'")).rowCount === 0)
  t.same(await rowsOf('zeta'), [])
  for (const id of links) t.same(await rowsOf(id), [], 'nor what refers to it')
  t.equal((await call(`/v1/events/${other}`)).body.status, 'delivered')
  t.equal(sandbox.requests().length, calls)
  t.equal((await admin('PUT', '/v1/tenants/zeta', { name: 'Zeta again' })).status, 201)
})

t.test('whoever is killed while erasing leaves a batch undone, and another goes on', async (t) => {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  const needs = { pool, vault: createVault([randomBytes(32)]), now: () => Date.now() }
  for (const id of ['acme', 'zeta']) {
    await putTenant(needs, id, { name: id })
    await pool.query('INSERT INTO employee (id, tenant) SELECT $1 || n, $1 FROM generate_series(1, 3000) n', [id])
    await pool.query("INSERT INTO event (id, tenant, message, source, employee, type, stamp_time, stamp_index, received_at, sealed) SELECT 'evt' || $1 || n, $1, n, 'api', $1 || n, 'hire', now(), 0, now(), 'x' FROM generate_series(1, 3000) n", [id])
    await pool.query("INSERT INTO message (id, tenant, source, kind, fingerprint) SELECT 'msg' || $1 || n, $1, 'api', 'hire', '' FROM generate_series(1, 3000) n", [id])
    await pool.query("UPDATE employee SET merged_into = $1 || '1' WHERE id = $1 || '3000'", [id])
  }
  await forgetTenant(needs, 'acme')
  for (let kills = 0; kills < 4; kills++) {
    const batch = eraseForgotten({ pool }).catch((error: Error) => error)
    await pause(10)
    await pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'")
    await batch
  }
  while ((await Promise.all([1, 2, 3].map(() => eraseForgotten({ pool })))).some((rows) => rows > 0));
  for (const table of ['employee', 'event', 'message']) {
    t.same((await pool.query(`SELECT tenant, count(*) FROM ${table} GROUP BY tenant`)).rows, [{ tenant: 'zeta', count: 3000 }], table)
  }
})
