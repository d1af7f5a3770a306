import t from 'tap'
import progic from '../../../src/destinations/progic/index.ts'
import { nextPage, firstPage } from '../../../src/destinations/progic/pages.ts'
import { complete, type ProgicOptions } from '../../../src/destinations/progic/options.ts'
import { creates, finds, removes, updates } from '../../../src/destinations/progic/calls.ts'
import { valuesOf } from '../../../src/destinations/progic/templates.ts'
import { faultsIn } from '../../../src/application/configure/said.ts'
import { PORTAL, RH } from './setup.ts'

const optionsOf = (given: object) => complete(given as Partial<ProgicOptions>)
const KEYS = { client_id: 'x', client_secret: 'y' }
const faults = (options: object, credentials: object = KEYS) => progic.faultsBetween!({ options: optionsOf(options) as never, credentials, baseUrl: 'https://x.example' }).map(({ pointer }) => pointer)
const token = { url: 'https://token.example/' }

t.test('settings that cannot work are refused, and name the place', async (t) => {
  const { idgroup: _, ...ungrouped } = PORTAL.names
  t.same(faults({ ...PORTAL, token }), [])
  t.same(faults({ ...RH, token }), [])
  t.same(faults({ direction: 'pull' }), ['/credentials/feed_key'])
  t.same(faults({}, {}), ['/credentials/client_id', '/credentials/client_secret', '/options/token/url', '/options/names/employee_number', '/options/names/first_name', '/options/names/last_name'])
  t.same(faults({ ...PORTAL, token, update: { path: '/x/{matricula}' } }), ['/options/update/path'])
  t.same(faults({ ...PORTAL, token, create: { path: '/x/{id}' } }), ['/options/create/path'])
  t.same(faults({ ...RH, token, update: { path: '/x/{id}' } }), ['/options/update/path'])
  t.same(faults({ ...PORTAL, token, names: { ...PORTAL.names, unit: 'department', job_title: 'employee' } }), ['/options/names/department', '/options/names/job_title'])
  t.same(faults({ ...PORTAL, token, find: { paging: { style: 'cursor' } } }), ['/options/find/paging/next'])
  t.same(faults({ ...PORTAL, token, names: ungrouped, idgroup: { from: 'department' } }), ['/options/names/idgroup'])
})

t.test('schemas refuse what is misspelt or dangerous', async (t) => {
  const wrong = (options: object) => faultsIn('options', progic.options, options as Record<string, unknown>).length > 0
  t.notOk(wrong({ ...PORTAL, token }))
  t.notOk(wrong({ ...RH, token: { ...RH.token, ...token } }))
  t.ok(wrong({ names: { firstname: 'x' } }))
  t.ok(wrong({ names: { first_name: '__proto__.x' } }))
  t.ok(wrong({ headers: { Authorization: 'x' } }))
  t.ok(wrong({ create: { path: 'employees' } }))
  t.ok(wrong({ date_format: 'DD/MM' }))
  t.ok(faultsIn('credentials', progic.credentials, { feed_key: 'x'.repeat(31) }).length > 0)
  t.notOk(faultsIn('credentials', progic.credentials, { feed_key: 'x'.repeat(32) }).length > 0)
  t.ok(faultsIn('credentials', progic.credentials, { feed_key: `cracha_${'x'.repeat(32)}` }).length > 0, 'none of our own keys')
})

t.test('bodies: wraps, lists of one, constants, the id in the body, form of an empty value', async (t) => {
  const names = { employee_number: 'n', company_code: 'c', first_name: 'employee.firstName', department: 'd' }
  const options = optionsOf({
    names,
    numbers: ['id'],
    empty: 'text',
    create: { wrap: 'employees.0', set: { 'meta.source': 'hr', key: '{company_code}-{employee_number}' } },
    update: { method: 'POST', path: '/employees/update', set: { id: '{id}' }, body: 'changed', always: ['employee_number'] },
    delete: { method: 'PUT', path: '/employees/{id}', set: { status: 'INACTIVE', id: '{id}' } }
  })
  const account = { kind: 'active' as const, remoteId: '12', fields: { employee_number: '7', company_code: '1', department: 'A' }, put: {} }
  t.same(creates([{ field: 'employee_number', to: '7' }, { field: 'company_code', to: '1' }, { field: 'first_name', to: 'Ana' }], options).body, { employees: [{ n: '7', c: '1', employee: { firstName: 'Ana' } }], meta: { source: 'hr' }, key: '1-7' })
  t.same(updates(account, [{ field: 'department', to: null }], options), { method: 'POST', path: '/employees/update', body: { n: '7', d: '', id: 12 } })
  const extras = optionsOf({ names: { ...names, 'extra.size': 'more.size' }, extra: { path: 'more' } })
  t.same(creates([{ field: 'extra.size', to: 'P' }, { field: 'extra.team', to: 'A' }], extras).body, { more: { size: 'P', team: 'A' } })
  t.same(removes(account, options), { method: 'PUT', path: '/employees/12', body: { status: 'INACTIVE', id: 12 } })
})

t.test('a value never leaves its segment of a path', async (t) => {
  const options = optionsOf({ ...RH, token })
  const call = (company: string, number: string) => finds(valuesOf({ company_code: company, employee_number: number }, options), {}, options)
  t.equal(call('a/b', 'x?y#z')?.path, '/api/colaboradores/a%2Fb/x%3Fy%23z')
  t.equal(call('..', '1'), undefined)
})

t.test('pages: by number, offset, cursor and link; of a link only its query is followed', async (t) => {
  const of = (paging: object) => optionsOf({ find: { paging } })
  const answer = { headers: { link: '<https://elsewhere.example/x?page=2&size=5>; rel="next"' } }
  t.same(firstPage(of({})), {})
  t.same(firstPage(of({ style: 'page', first: 0, size_parameter: 'size', size: 5 })), { page: '0', size: '5' })
  t.same(nextPage({ page: '1', size: '5' }, 5, answer, {}, of({ style: 'page' })), { page: '2', size: '5' })
  t.same(nextPage({ page: '1', size: '5' }, 4, answer, {}, of({ style: 'page', size_parameter: 'size', size: 5 })), { page: '2', size: '5' }, 'some give fewer than they are asked for')
  t.same(nextPage({ page: '1', size: '5' }, 0, answer, {}, of({ style: 'page' })), undefined)
  t.same(nextPage({ size: '5' }, 0, answer, { next: '7' }, of({ style: 'cursor', parameter: 'after', next: 'next' })), { size: '5', after: '7' }, 'an empty page may have a next one')
  t.same(nextPage({ skip: '0' }, 5, answer, {}, of({ style: 'offset', parameter: 'skip' })), { skip: '5' })
  t.same(nextPage({}, 5, answer, { meta: { next: 'abc' } }, of({ style: 'cursor', parameter: 'after', next: 'meta.next' })), { after: 'abc' })
  t.same(nextPage({}, 5, answer, { meta: { next: null } }, of({ style: 'cursor', parameter: 'after', next: 'meta.next' })), undefined)
  t.same(nextPage({}, 5, answer, {}, of({ style: 'link', next: 'header:link' })), { page: '2', size: '5' })
  t.same(nextPage({}, 5, answer, { links: { next: '/x?c=1' } }, of({ style: 'link', next: 'links.next' })), { c: '1' })
  t.same(nextPage({}, 0, answer, {}, of({ style: 'page' })), undefined)
})
