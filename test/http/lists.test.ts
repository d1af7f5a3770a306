import t from 'tap'
import type { EventSummary } from '../../src/domain/views/event.ts'
import type { PageRequest } from '../../src/domain/pages.ts'
import { NOW, setup } from './setup.ts'

const summary = (id: string): EventSummary => ({ id, type: 'hire', status: 'delivered', employee_id: null, source: 'api', received_at: '2026-03-02T12:00:00.000Z', destinations: [] })

t.test('pages follow one another by a cursor that only we can read', async (t) => {
  const asked: PageRequest[] = []
  const { get } = await setup(t, {
    events: {
      listEvents: async (_caller, _filter, page) => {
        asked.push(page)
        return page.after === undefined ? { data: [summary('b')], next: { sequence: 2 ** 49, index: 499 } } : { data: [summary('a')] }
      }
    }
  })
  const first = (await get('/v1/events?limit=1', 'read')).json()
  t.match(first, { data: [{ id: 'b' }], next_cursor: String })
  const second = (await get(`/v1/events?limit=1&cursor=${first.next_cursor}`, 'read')).json()
  t.match(second, { data: [{ id: 'a' }], next_cursor: null })
  t.same(asked, [{ limit: 1 }, { limit: 1, after: { sequence: 2 ** 49, index: 499 } }])
  await get('/v1/events', 'read')
  t.same(asked[2], { limit: 50 })
})

t.test('filters reach the application as values', async (t) => {
  const asked: unknown[] = []
  const { get } = await setup(t, {
    events: { listEvents: async (_caller, filter) => { asked.push(filter); return { data: [] } } },
    holds: { listHolds: async (_caller, filter) => { asked.push(filter); return { data: [] } } }
  })
  await get('/v1/events?status=held&source=api&employee_id=emp_1&received_since=2026-03-02T09:00:00-03:00', 'read')
  await get('/v1/holds', 'operator')
  await get('/v1/holds?status=any&reason=brake&cause=c_1', 'operator')
  t.same(asked, [{ status: 'held', source: 'api', employeeId: 'emp_1', receivedSince: NOW }, { status: 'open' }, { status: 'any', reason: 'brake', cause: 'c_1' }])
})

t.test('people are looked for in a body, in the form in which they are kept', async (t) => {
  const asked: unknown[] = []
  const { post } = await setup(t, { employees: { searchEmployees: async (_caller, sought, limit) => { asked.push([sought, limit]); return [] } } })
  t.match((await post('/v1/employees/search', { cpf: '529.982.247-25', work_email: 'Ana@Example.com' }, { key: 'read' })).json(), { data: [], next_cursor: null })
  await post('/v1/employees/search', { name: ' Jose\u0301 ', limit: 5 }, { key: 'read' })
  t.same(asked, [[{ cpf: '52998224725', work_email: 'ana@example.com' }, 50], [{ name: 'José' }, 5]])
  const fault = async (body: unknown) => (await post('/v1/employees/search', body, { key: 'read' })).json().errors[0].code
  t.same([await fault({}), await fault({ cpf: '1' }), await fault({ name: '  ' }), await fault({ name: 'a\nb' }), await fault({ names: 'x' })], ['no_identifier', 'invalid_cpf', 'empty', 'control_character', 'did_you_mean'])
})
