import t, { type Test } from 'tap'
import { ENTERPRISE, startEntraSandbox, startScimSandbox, type Variants } from '../../../src/destinations/scim/sandbox/index.ts'

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ANA = { schemas: [CORE], userName: 'ana@example.com', externalId: '1' }

async function provider (t: Test, variants: Partial<Variants> = {}) {
  const { url, control, close } = await startScimSandbox({ accept: { tokens: ['secret'] }, now: () => new Date('2026-03-10T15:00:00Z'), variants })
  t.teardown(close)
  return {
    control,
    async call (method: string, path: string, body?: object, headers: Record<string, string> = {}) {
      const response = await fetch(`${url}${path}`, { method, headers: { authorization: 'Bearer secret', ...(body && { 'content-type': 'application/scim+json' }), ...headers }, ...(body && { body: JSON.stringify(body) }) })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
    }
  }
}
const patchOf = (...operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations })

t.test('who is not known gets nothing, and errors have the form of the RFC', async (t) => {
  const { call } = await provider(t)
  const { status, headers, body } = await call('GET', '/Users', undefined, { authorization: 'Bearer other' })
  t.same([status, headers.get('content-type')], [401, 'application/scim+json; charset=utf-8'])
  t.match(body, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401', detail: String })
})

t.test('a body is checked by the schema, and by its media type', async (t) => {
  const { call } = await provider(t)
  const refusals: [object, number, string | undefined][] = [
    [{ userName: 'x' }, 400, 'invalidSyntax'],
    [{ schemas: [CORE] }, 400, 'invalidValue'],
    [{ ...ANA, hireDate: '2026-01-01' }, 400, 'invalidSyntax'],
    [{ ...ANA, active: 'true' }, 400, 'invalidValue'],
    [{ ...ANA, title: '' }, 400, 'invalidValue'],
    [{ ...ANA, emails: [{ value: 'a', type: 'work' }, { value: 'b', type: 'work' }] }, 400, 'invalidValue'],
    [{ ...ANA, [ENTERPRISE]: { department: 'x' } }, 400, 'invalidValue'],
    [{ ...ANA, schemas: [CORE, ENTERPRISE], [ENTERPRISE]: { manager: { value: '77' } } }, 400, 'invalidValue'],
    [{ ...ANA, schemas: [CORE, 'urn:other'] }, 400, 'invalidValue']
  ]
  for (const [body, status, scimType] of refusals) t.match(await call('POST', '/Users', body), { status, body: { scimType } })
  t.equal((await call('POST', '/Users', ANA, { 'content-type': 'text/plain' })).status, 415)
})

t.test('names of users have no case and belong to one', async (t) => {
  const { call } = await provider(t)
  const made = await call('POST', '/Users', ANA)
  t.match(made, { status: 201, body: { id: String, userName: 'ana@example.com', active: true, meta: { resourceType: 'User' } } })
  t.match(made.headers.get('location'), `/Users/${made.body.id}`)
  t.match(await call('POST', '/Users', { ...ANA, userName: 'ANA@example.com', externalId: '2' }), { status: 409, body: { scimType: 'uniqueness' } })
})

t.test('filters are eq and and; a list is a ListResponse, also of nobody', async (t) => {
  const { call, control } = await provider(t, { maxPage: 2 })
  for (let n = 0; n < 5; n++) control.seed({ userName: `u${n}`, title: 'a "b"' })
  const found = async (filter: string, more = '') => (await call('GET', `/Users?filter=${encodeURIComponent(filter)}${more}`)).body
  t.match(await found('USERNAME EQ "U3"'), { totalResults: 1, Resources: [{ userName: 'u3' }] })
  t.match(await found('title eq "a \\"b\\"" and userName eq "u1"'), { totalResults: 1 })
  t.same(Object.keys(await found('userName eq "nobody"')), ['schemas', 'totalResults', 'itemsPerPage', 'startIndex'])
  t.match(await found('userName sw "u"'), { status: '400', scimType: 'invalidFilter' })
  t.match(await call('GET', '/Users?startIndex=3&count=50'), { body: { totalResults: 5, itemsPerPage: 2, startIndex: 3, Resources: [{ userName: 'u2' }, { userName: 'u3' }] } })
  t.match(await call('POST', '/Users/.search', { filter: 'userName eq "u4"' }), { body: { totalResults: 1 } })
})

t.test('PATCH does what the RFC says, all of it or nothing', async (t) => {
  const { call, control } = await provider(t)
  const { body: { id } } = await call('POST', '/Users', { ...ANA, emails: [{ type: 'work', value: 'a@x' }] })
  const path = `/Users/${id}`
  t.match(await call('PATCH', path, patchOf({ op: 'replace', path: 'title', value: 'A' }, { op: 'replace', path: 'emails[type eq "home"].value', value: 'h@x' })), { status: 400, body: { scimType: 'noTarget' } })
  t.equal(control.users()[0]?.attributes.title, undefined, 'nothing of it')
  t.match(await call('PATCH', path, patchOf({ op: 'Replace', path: 'title', value: 'A' })), { status: 400, body: { scimType: 'invalidSyntax' } })
  t.match(await call('PATCH', path, patchOf({ op: 'replace', path: 'tilte', value: 'A' })), { status: 400, body: { scimType: 'invalidPath' } })
  t.match(await call('PATCH', path, patchOf({ op: 'replace', path: 'groups', value: [] })), { status: 400, body: { scimType: 'mutability' } })
  t.match(await call('PATCH', path, { schemas: [], Operations: [] }), { status: 400 })
  const { body } = await call('PATCH', path, patchOf({ op: 'add', path: 'emails', value: [{ type: 'home', value: 'h@x' }] }, { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@x' }, { op: 'replace', path: `${ENTERPRISE}:department`, value: 'D' }, { op: 'replace', value: { active: false } }))
  t.match(body, { active: false, emails: [{ value: 'b@x' }, { value: 'h@x' }], [ENTERPRISE]: { department: 'D' } })
  t.match((await call('PATCH', path, patchOf({ op: 'remove', path: 'emails[type eq "home"]' }))).body, { emails: [{ value: 'b@x' }] })
})

t.test('PUT replaces everything, versions are obeyed, DELETE leaves nothing', async (t) => {
  const { call } = await provider(t, { etag: true })
  const { body, headers } = await call('POST', '/Users', { ...ANA, title: 'A' })
  t.same([headers.get('etag'), body.meta.version], ['W/"1"', 'W/"1"'])
  t.equal((await call('PUT', `/Users/${body.id}`, ANA, { 'if-match': 'W/"9"' })).status, 412)
  t.equal((await call('PUT', `/Users/${body.id}`, ANA, { 'if-match': 'W/"1"' })).body.title, undefined)
  t.equal((await call('DELETE', `/Users/${body.id}`)).status, 204)
  t.equal((await call('GET', `/Users/${body.id}`)).status, 404)
})

t.test('a bulk has its limits, and each operation its own result', async (t) => {
  const { call } = await provider(t, { bulk: { maxOperations: 3, maxPayloadSize: 2_000 } })
  const request = (...operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations })
  const post = (bulkId: string, data: object) => ({ method: 'POST', path: '/Users', bulkId, data })
  t.equal((await call('POST', '/Bulk', request(...['a', 'b', 'c', 'd'].map((each) => post(each, ANA))))).status, 413)
  t.equal((await call('POST', '/Bulk', request(post('a', { ...ANA, title: 'x'.repeat(2_000) })))).status, 413)
  t.equal((await call('POST', '/Bulk', request(post('a', ANA), post('a', ANA)))).status, 400)
  const { body } = await call('POST', '/Bulk', request(post('a', ANA), post('b', ANA), { method: 'DELETE', path: '/Users/99', bulkId: 'c' }))
  t.match(body.Operations, [{ bulkId: 'a', status: '201', location: String }, { bulkId: 'b', status: '409', response: { scimType: 'uniqueness' } }, { bulkId: 'c', status: '404' }])
})

t.test('what a provider does not have it refuses', async (t) => {
  const { call } = await provider(t, { patch: false, discovery: false, sensitive: true })
  t.equal((await call('GET', '/ServiceProviderConfig')).status, 404)
  t.equal((await call('PATCH', '/Users/1', patchOf())).status, 501)
  t.equal((await call('POST', '/Bulk', {})).status, 501)
  t.match(await call('GET', '/Users?filter=userName%20eq%20%22a%22'), { status: 403, body: { scimType: 'sensitive' } })
})

t.test('the upload endpoint takes up to fifty posts of users of its own media type, and answers nothing', async (t) => {
  const { url, tokenUrl, control, close } = await startEntraSandbox({ client: { id: 'a', secret: 'b' }, now: () => new Date('2026-03-10T15:00:00Z') })
  t.teardown(close)
  const tokenOf = async (scope: string) => await (await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'a', client_secret: 'b', scope }) })).json() as { access_token?: string, error?: string }
  t.equal((await tokenOf('other')).error, 'invalid_scope')
  const { access_token: token } = await tokenOf('https://graph.microsoft.com/.default')
  const upload = async (operations: object[], type = 'application/scim+json') => await fetch(`${url}/bulkUpload`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': type }, body: JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations })
  })
  const one = (n: number, more: object = {}) => ({ method: 'POST', path: '/Users', bulkId: String(n), data: { ...ANA, externalId: String(n) }, ...more })
  t.equal((await upload([one(1)], 'application/json')).status, 400)
  t.equal((await upload(Array.from({ length: 51 }, (_, n) => one(n)))).status, 400)
  t.equal((await upload([one(1, { method: 'PATCH' })])).status, 400)
  t.equal((await upload([one(1, { data: { schemas: [CORE] } })])).status, 400)
  const taken = await upload([one(1), one(2)])
  t.same([taken.status, await taken.text()], [202, ''])
  t.match(taken.headers.get('location'), /auditLogs\/provisioning/)
  t.equal(control.users().size, 0)
  control.provision()
  t.equal(control.users().size, 2)
})
