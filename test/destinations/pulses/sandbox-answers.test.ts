import t from 'tap'
import type { Person } from '../../../src/destinations/pulses/sandbox/index.ts'
import { CPF, NOBODY, OTHER_CPF, USED, setup } from './sandbox-client.ts'

t.test('how an answer looks', async t => {
  const strings = await setup(t, { ids: 'strings', code: 'string', one: 'array', cpfInReads: 'digits', blockedInReads: 'string', createdStatus: 201, errorStatus: 409, empty: 'status_404' })
  const created = await strings.call('POST', '/employees/', { cpf: CPF })
  strings.control.apply()
  t.match([created.status, created.json.code], [201, '1'])
  t.match((await strings.call('GET', `/employees/${created.values.id_person}/`)).values, [{ id_person: created.values.id_person, cpf: CPF, blocked: '0' }])
  const refused = await strings.call('POST', '/employees/', { cpf: CPF })
  t.strictSame([refused.status, refused.json], [409, { code: '0', message: USED }])
  t.equal((await strings.call('GET', `/employees/?cpf=${OTHER_CPF}`)).status, 404)
  t.equal((await strings.call('PUT', '/employees/1/', { cpf: OTHER_CPF })).status, 404)

  const numbers = await setup(t, { ids: 'numbers', largeIds: true, empty: 'code_1', genderLength: 1 })
  t.match((await numbers.call('GET', '/employees/')).json, { code: 1, message: NOBODY, values: [] })
  t.equal((await numbers.call('POST', '/employees/', { cpf: CPF, gender: 'Feminino' })).message, USED)
  t.match((await numbers.call('POST', '/employees/', { cpf: CPF })).text, '"id_person":9007199254740993,')
  t.match((await numbers.call('POST', '/employees/', { cpf: OTHER_CPF })).text, '"id_person":9007199254740994,')
  numbers.control.apply()
  t.match((await numbers.call('GET', '/employees/9007199254740993/')).text, '"id_person":9007199254740993,')

  for (const [junk, start] of [['bom', /^\uFEFF\{/], ['bytes', /^\0\r\n\[\] {2}\{/], ['php_notice', /^<br \/>\n<b>Notice[^{]*\{/]] as const) {
    const { call } = await setup(t, { junk })
    t.match((await call('GET', '/employees/')).text, start)
  }
})

t.test('pages of the list', async t => {
  for (const [beyond, last] of [['empty', []], ['repeats_last', ['e']]] as const) {
    const { call, control } = await setup(t, { paging: { parameter: 'page', size: 2, beyond } })
    for (const internal of ['a', 'b', 'c', 'd', 'e']) control.seed({ internal_number: internal })
    const page = async (query: string) => ((await call('GET', `/employees/${query}`)).values ?? []).map((person: Person) => person.internal_number)
    t.strictSame([await page(''), await page('?page=2'), await page('?page=3'), await page('?page=4')], [['a', 'b'], ['c', 'd'], ['e'], last])
  }
  const { call, control } = await setup(t, { search: 'contains' })
  control.seed({ internal_number: '42' })
  control.seed({ internal_number: '142' })
  t.equal((await call('GET', '/employees/?internal_number=42')).values.length, 2)
})

t.test('groups', async t => {
  const { call, hire, person, control } = await setup(t)
  t.match((await call('GET', '/groups/')).json, { code: 0, message: 'No group found' })
  const parent = (await call('POST', '/groups/', { name: 'Comercial' })).values.id_group
  const child = (await call('POST', '/groups/', { name: 'Vendas', parent_id: parent })).values.id_group
  for (const body of [{ name: 'Vendas' }, { name: '' }, {}, { name: 'X', parent_id: '1' }]) t.match((await call('POST', '/groups/', body)).json, { code: 0 })
  t.match((await call('PUT', `/groups/${parent}/`, { parent_id: child })).json, { code: 0 }, 'no cycles')
  const id = await hire({ cpf: CPF })
  t.match((await call('POST', `/employees/${id}/groups/${child}/`)).json, { code: 1 })
  t.match((await call('POST', `/employees/${id}/groups/1/`)).json, { code: 0, message: 'No group found' })
  t.strictSame(person(id).groups, [], 'in the background too')
  control.apply()
  t.strictSame(person(id).groups, ['Vendas'])
  t.match((await call('GET', '/groups/find/?name=Vendas')).values, [{ id_group: Number(child), parent_id: Number(parent), ancestors: [{ name: 'Comercial' }], total: 1 }])
  t.match((await call('GET', '/groups/tree/')).values, [{ name: 'Comercial', groups: [{ name: 'Vendas', employees: [{ id_person: Number(id) }] }] }])
  t.match((await call('GET', `/groups/${parent}/`)).values, { name: 'Comercial', groups: [{ name: 'Vendas' }] }, 'an object, not a list')
  t.match((await call('DELETE', `/groups/${parent}/`)).json, { code: 0 }, 'it has subgroups')
  t.match((await call('DELETE', `/employees/${id}/groups/${child}/`)).json, { code: 1 })
  t.match((await call('DELETE', `/groups/${child}/`)).json, { code: 1 })
  control.apply()
  t.strictSame([person(id).groups, control.state().groups.length], [[], 1])
})
