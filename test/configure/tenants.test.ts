import t from 'tap'
import { putDestination } from '../../src/application/configure/destinations.ts'
import { getTenant, loadTenant, putTenant } from '../../src/application/configure/tenants.ts'
import { board, installation } from './setup.ts'

const { needs, pool, vault, now, tenant, employees, linksOf } = await installation(t)

t.test('a tenant is made once, with keys of its own, and then changed', async (t) => {
  const first = await putTenant(needs, 'acme', { name: 'Acme' })
  const second = await putTenant(needs, 'acme', { name: 'Acme Ltda.', brakes: { endings: { count: 9 } } })
  t.match(first, { created: true, tenant: { id: 'acme', name: 'Acme', time_zone: 'America/Sao_Paulo', protected: [], brakes: { endings: { count: 5, percent: 5, hours: 24 } } } })
  t.match(second, { created: false, tenant: { name: 'Acme Ltda.', brakes: { endings: { count: 9, percent: 5, hours: 24 }, hires: { count: 200 } } } })
  t.same(await getTenant(needs, 'acme'), second.tenant)
  const { rows } = await pool.query("SELECT purpose FROM tenant_key WHERE tenant = 'acme' ORDER BY 1")
  t.same(rows, [{ purpose: 'hash' }, { purpose: 'seal' }])
})

t.test('what is absent has its default again', async (t) => {
  const id = await tenant({ time_zone: 'America/Manaus', protected: [{ cpf: '529.982.247-25' }] })
  t.match(await getTenant(needs, id), { time_zone: 'America/Manaus', protected: [{ cpf: '52998224725' }] })
  await putTenant(needs, id, { name: 'Example' })
  t.match(await getTenant(needs, id), { time_zone: 'America/Sao_Paulo', protected: [] })
})

t.test('only what was said is stored, and nobody can read the protected people', async (t) => {
  const id = await tenant({ protected: [{ work_email: 'diretora@example.com' }] })
  const { rows: [row] } = await pool.query('SELECT settings, sealed FROM tenant WHERE id = $1', [id])
  t.same(row.settings, { name: 'Example Ltda.' })
  t.notMatch(row.sealed.toString('latin1'), /diretora/)
})

t.test('tenants of one name made at once are one tenant with one pair of keys', async (t) => {
  const answers = await Promise.all([1, 2, 3, 4].map(() => putTenant(needs, 'crowd', { name: 'Crowd', protected: [{ cpf: '52998224725' }] })))
  t.equal(answers.filter(({ created }) => created).length, 1)
  t.equal((await pool.query("SELECT FROM tenant_key WHERE tenant = 'crowd'")).rowCount, 2)
})

t.test('a wrong setting is named and nothing is stored', async (t) => {
  const wrong: [string, unknown, object][] = [
    ['bad-zone', { name: 'Bad', time_zone: 'Mars/Olympus' }, { pointer: '/time_zone', code: 'invalid_time_zone' }],
    ['bad-name', { name: 'a\u0000b' }, { pointer: '/name', code: 'control_character' }],
    ['bad-word', { name: 'Bad', brakes: { endigs: {} } }, { pointer: '/brakes/endigs', code: 'did_you_mean', params: { nearest: 'endings' } }],
    ['bad-body', null, { pointer: '', code: 'invalid_type' }],
    ['no spaces', { name: 'Bad' }, { pointer: '/tenant', code: 'invalid_name' }],
    ['x'.repeat(61), { name: 'Bad' }, { pointer: '/tenant', code: 'too_long' }]
  ]
  for (const [id, body, fault] of wrong) {
    await t.rejects(putTenant(needs, id, body), { code: 'invalid', faults: [fault] }, id)
    t.equal(await loadTenant(pool, vault, id), undefined)
  }
  await t.rejects(getTenant(needs, 'nobody'), { code: 'not_found' })
})

t.test('everybody is planned again when a setting changes that plans rest on, and only then', async (t) => {
  const id = await tenant()
  await employees(id, 'emp_1')
  await putDestination({ ...needs, kinds: { board }, allowPrivateNetworks: true }, id, 'one', { kind: 'board', base_url: 'http://127.0.0.1:1', credentials: { token: 'x' } })
  await pool.query('UPDATE link SET due_at = NULL WHERE tenant = $1', [id])
  await putTenant(needs, id, { name: 'Another name', retention: { messages_days: 3 } })
  t.match(await linksOf(id), [{ due_at: null, revision: 0 }])
  await putTenant(needs, id, { name: 'Another name', time_zone: 'America/Manaus' })
  t.match(await linksOf(id), [{ due_at: now(), revision: 1, urgency: 1 }])
})
