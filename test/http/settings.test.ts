import t from 'tap'
import type { TenantSettings } from '../../src/domain/tenant.ts'
import type { Decision } from '../../src/application/decide/decide.ts'
import type { KeyToCreate } from '../../src/http/routes/keys.ts'
import { Refusal } from '../../src/domain/errors.ts'
import { NOW, setup } from './setup.ts'

const AT = '2026-03-02T12:00:00.000Z'

t.test('a tenant is declared: what is absent gets its default', async (t) => {
  const put: TenantSettings[] = []
  const { call } = await setup(t, {
    tenants: {
      putTenant: async ({ tenant }, settings) => {
        put.push(settings)
        return { created: put.length === 1, tenant: { id: tenant, ...settings, created_at: AT } }
      }
    }
  })
  const first = await call('PUT', '/v1/tenants/acme', { body: {} })
  t.equal(first.statusCode, 201)
  t.match(first.json(), {
    id: 'acme',
    name: 'acme',
    time_zone: 'America/Sao_Paulo',
    identity: [['company_code', 'employee_number'], ['cpf'], ['work_email']],
    brakes: { endings: { count: 5, percent: 5, hours: 24 }, rekeys: { count: 50, percent: 20, hours: 24 }, hires: { count: 200, percent: 20, hours: 24 } },
    protected: [],
    retention: { messages_days: 7, failed_messages_days: 30, attempts_days: 90 }
  })
  const second = await call('PUT', '/v1/tenants/acme', { body: { name: 'Acme', brakes: { endings: { count: 500 } }, identity: [['work_email']], protected: [{ cpf: '529.982.247-25' }] } })
  t.equal(second.statusCode, 200)
  t.match(put[1], { name: 'Acme', brakes: { endings: { count: 500, percent: 5 }, hires: { count: 200 } }, identity: [['work_email']], protected: [{ cpf: '52998224725' }] })
})

t.test('a tenant is forgotten by the administrator alone', async (t) => {
  const gone: string[] = []
  const { call } = await setup(t, { tenants: { deleteTenant: async ({ tenant }) => { gone.push(tenant) } } })
  t.equal((await call('DELETE', '/v1/tenants/acme', { key: 'owner' })).statusCode, 403)
  t.equal((await call('DELETE', '/v1/tenants/acme')).statusCode, 202)
  t.same(gone, ['acme'])
})

t.test('settings that cannot be meant are named', async (t) => {
  const { call } = await setup(t)
  const faults = async (body: unknown) => (await call('PUT', '/v1/tenants/acme', { body: body as object })).json().errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)
  t.same(await faults({ time_zone: 'Brasilia' }), ['/time_zone invalid_time_zone'])
  t.same(await faults({ time_zone: '+03:00' }), ['/time_zone invalid_time_zone'])
  t.same(await faults({ identity: [['company_code']] }), ['/identity/0 invalid_identity'])
  t.same(await faults({ identity: [['cpf'], ['cpf']] }), ['/identity/1 repeated'])
  t.same(await faults({ identity: [] }), ['/identity too_few'])
  t.same(await faults({ brakes: { endings: { percent: 101 } } }), ['/brakes/endings/percent out_of_range'])
  t.same(await faults({ brake: {} }), ['/brake did_you_mean'])
  t.same(await faults({ protected: [{}] }), ['/protected/0 too_few'])
  t.same(await faults([]), [' invalid_type'])
})

t.test('a source is shown with its webhook URL, and with nothing that its view does not name', async (t) => {
  const kept = { id: 'src_1', name: 'hr', kind: 'canonical', settings: {}, options: { a: { b: 1 } }, credentials: ['secrets'], paused: false, last_seen_at: null, last_refusal: { at: AT, code: 'clock', detail: '9 min off' }, created_at: AT }
  const leaky = { ...kept, secrets: ['whsec_1'] }
  const { call } = await setup(t, { sources: { putSource: async () => ({ created: true, source: leaky }), findSource: async () => leaky, listSources: async () => [leaky], pauseSource: async (_c, _n, paused) => ({ ...leaky, paused }) } })
  const shown = { ...kept, webhook_url: 'https://cracha.example/webhooks/src_1' }
  const put = await call('PUT', '/v1/tenants/acme/sources/hr', { key: 'owner', body: { kind: 'canonical', credentials: { secrets: ['whsec_1'] } } })
  t.equal(put.statusCode, 201)
  t.same(put.json(), shown)
  t.same((await call('GET', '/v1/tenants/acme/sources/hr', { key: 'owner' })).json(), shown)
  t.same((await call('GET', '/v1/tenants/acme/sources', { key: 'owner' })).json(), { data: [shown], next_cursor: null })
  t.same((await call('POST', '/v1/tenants/acme/sources/hr/pause', { key: 'owner' })).json(), { ...shown, paused: true })
  t.match((await call('PUT', '/v1/tenants/acme/sources/hr', { key: 'owner', body: { kinds: 'x' } })).json().errors, [{ code: 'required' }, { code: 'did_you_mean' }])
})

t.test('a key is shown once, and gone at once', async (t) => {
  const made: KeyToCreate[] = []
  const { call } = await setup(t, {
    keys: {
      createKey: async (_caller, key) => { made.push(key); return { id: 'key_1', role: key.role, label: key.label, expires_at: null, created_at: AT, key: 'cracha_1' } },
      deleteKey: async (_caller, id) => { if (id !== 'key_1') throw new Refusal('not_found', 'No such key.') }
    }
  })
  const post = await call('POST', '/v1/tenants/acme/keys', { key: 'owner', body: { role: 'ingest', label: ' payroll ', expires_at: AT } })
  t.match([post.statusCode, post.json().key], [201, 'cracha_1'])
  t.same(made, [{ role: 'ingest', label: 'payroll', expiresAt: NOW }])
  t.equal((await call('POST', '/v1/tenants/acme/keys', { key: 'owner', body: { role: 'admin', label: 'x' } })).statusCode, 422)
  t.match(await call('DELETE', '/v1/tenants/acme/keys/key_1', { key: 'owner' }), { statusCode: 204, body: '' })
  t.equal((await call('DELETE', '/v1/tenants/acme/keys/key_2', { key: 'owner' })).statusCode, 404)
})

t.test('a hold is decided, alone or for the whole cause', async (t) => {
  const decisions: Decision[] = []
  const { post } = await setup(t, { holds: { decide: async (_caller, _id, decision) => { decisions.push(decision); return 3 } } })
  const approve = await post('/v1/holds/hold_1/approve', { move_reports: true, whole_cause: true }, { key: 'operator' })
  t.same([approve.statusCode, approve.json()], [202, { id: 'hold_1', status: 'approved', decided: 3 }])
  t.equal((await post('/v1/holds/hold_1/approve', undefined, { key: 'operator' })).statusCode, 202, 'without a body')
  t.equal((await post('/v1/holds/hold_1/reject', {}, { key: 'operator' })).json().status, 'rejected')
  t.same(decisions, [{ kind: 'approve', answer: { move_reports: true }, wholeCause: true }, { kind: 'approve', answer: {}, wholeCause: false }, { kind: 'reject', wholeCause: false }])
  t.equal((await post('/v1/holds/hold_1/approve', { move_report: true }, { key: 'operator' })).statusCode, 422)
})
