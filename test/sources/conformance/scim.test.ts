import pg from 'pg'
import t from 'tap'
import { until } from '../../helpers/until.ts'
import { SOURCE } from '../connected.ts'
import { ENTERPRISE, entra, okta, provider, TOKEN } from '../play/scim.ts'

const list = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'] }
const byName = (name: string): string => `Users?filter=${encodeURIComponent(`userName eq "${name}"`)}&startIndex=1&count=100`

t.test('a wizard application that sends PUT for everything: hire, change, manager, deactivated, asked, ended, back', async (t) => {
  const { all, ask, holds, calls, quiet } = await provider(t)
  t.match(await ask('GET', 'Users?startIndex=1&count=2'), { status: 200, body: { ...list, totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] } })
  t.match(await ask('GET', byName('p7@example.com')), { status: 200, body: { totalResults: 0 } })
  const boss = await ask('POST', 'Users', okta('1', { title: 'Diretora' }))
  const made = await ask('POST', 'Users', okta('7'))
  t.match(made, { status: 201, body: { id: /^res_/, userName: 'p7@example.com', active: true, meta: { resourceType: 'User', version: 'W/"1"' } } })
  t.equal(made.headers.get('location'), made.body.meta.location)
  t.match(made.headers.get('content-type'), 'application/scim+json')
  t.notMatch(JSON.stringify(made.body), 'never-to-be-seen-again')
  const { id } = made.body
  t.match(await ask('GET', byName('P7@EXAMPLE.com')), { body: { totalResults: 1, Resources: [{ id }] } })
  await until(() => all.person('7') !== undefined)
  t.match(all.person('7'), { name: 'Ana Souza 7', email: 'p7@example.com', position: 'Analista' })

  const changed = okta('7', { title: 'Gerente', [ENTERPRISE]: { employeeNumber: '7', department: 'Vendas', manager: { value: boss.body.id } } })
  t.match(await ask('PUT', `Users/${id}`, changed), { status: 200, body: { title: 'Gerente', meta: { version: 'W/"2"' } } })
  await until(() => all.person('7')?.position === 'Gerente')
  await quiet()

  t.match(await ask('PUT', `Users/${id}`, { ...changed, active: false }), { status: 200, body: { active: false } })
  await until(async () => (await holds()).length === 1)
  t.match(await holds(), [{ reason: 'reason_missing' }])
  t.equal(calls('DELETE'), 0, 'nobody is ended without a word')
  t.match(await ask('GET', `Users/${id}`), { status: 200, body: { active: false } }, 'whoever is inactive is still there')
  const [hold] = await holds()
  t.equal((await all.call(`/v1/holds/${hold.id}/approve`, { reason: 'voluntary' })).status, 202)
  await until(() => all.person('7')?.resigned)
  t.match(all.person('7'), { resignation_reason: 'V' })
  await quiet()

  t.match(await ask('PUT', `Users/${id}`, changed), { status: 200, body: { active: true } })
  await until(async () => (await holds()).some(({ reason }) => reason === 'rehire'))
  t.pass('an account that has ended is opened again by a person only')
})

t.test('a deactivation that is taken back before anybody answered ends nobody', async (t) => {
  const { all, ask, patch, holds, calls, quiet } = await provider(t)
  const { body: { id } } = await ask('POST', 'Users', okta('7'))
  await until(() => all.person('7') !== undefined)
  await patch(id, { op: 'replace', value: { active: false } })
  await until(async () => (await holds()).length === 1)
  await patch(id, { op: 'replace', value: { active: true } })
  await until(async () => (await holds()).length === 0)
  await quiet()
  t.equal(calls('DELETE'), 0)
  t.equal(all.person('7')?.resigned, false)
})

for (const [dialect, off, renamed] of [
  ['without the flag', [{ op: 'Replace', path: 'active', value: 'False' }], [{ op: 'Replace', path: 'displayName', value: 'Ana Lima' }, { op: 'Replace', path: 'name.familyName', value: 'Lima' }, { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Compras' }]],
  ['with the flag', [{ op: 'replace', value: { active: false } }], [{ op: 'replace', value: { displayName: 'Ana Lima', 'name.familyName': 'Lima', [`${ENTERPRISE}:department`]: 'Compras' } }]]
] as const) {
  t.test(`a directory ${dialect}: looks, creates, adopts, changes, names a manager, ends with a default reason`, async (t) => {
    const { all, ask, patch, calls, quiet } = await provider(t, { default_reason: 'not_applicable' })
    t.match(await ask('GET', byName('5ba0c5cf-4a6c-4b3c-9a4e-0c0b8ad1f3a1')), { status: 200, body: { ...list, totalResults: 0, Resources: [] } }, 'the test of the connection')
    t.match(await ask('GET', `Users?filter=${encodeURIComponent('externalId eq "alias7"')}`), { status: 200, body: { totalResults: 0 } })
    const boss = await ask('POST', 'Users', entra('1'))
    const { body: { id } } = await ask('POST', 'Users', entra('7', { emails: undefined }))
    await until(() => all.person('7') !== undefined)
    t.match(await ask('GET', `Users/${id}`), { status: 200, body: { id } })
    t.match(await patch(id, ...renamed), { status: 200, body: { name: { givenName: 'Ana', familyName: 'Lima', formatted: 'Ana Souza 7' }, displayName: 'Ana Lima', [ENTERPRISE]: { department: 'Compras' } } })
    await until(() => all.person('7')?.name === 'Ana Lima')
    t.match(await patch(id, { op: 'Add', path: 'emails[type eq "work"].value', value: 'ana.lima@example.com' }), { status: 200, body: { emails: [{ type: 'work', value: 'ana.lima@example.com' }] } })
    await until(() => all.person('7')?.email === 'ana.lima@example.com')
    t.match(await patch(id, { op: 'Add', path: `${ENTERPRISE}:manager`, value: boss.body.id }), { status: 200 })
    const ledBy = () => JSON.stringify(all.sandbox.requests().filter(({ method }: { method: string }) => method === 'PUT' || method === 'PATCH' || method === 'POST').at(-1))
    await quiet()
    t.match(ledBy(), /leader/, 'the manager is a leader there')
    t.match(await ask('GET', `Users?filter=${encodeURIComponent(`id eq "${id}" and manager eq "${boss.body.id}"`)}&attributes=id`), { status: 200 })
    t.match(await patch(id, ...off), { status: 200, body: { active: false } })
    await until(() => all.person('7')?.resigned)
    t.match(all.person('7'), { resignation_reason: 'NA' })
    t.equal(calls('DELETE'), 1)
    t.match(await ask('DELETE', `Users/${id}`), { status: 204, body: null })
    t.match(await ask('GET', `Users/${id}`), { status: 404, body: { status: '404' } })
    await quiet()
    t.equal(calls('DELETE'), 1, 'who has ended is not ended again')
    const again = await ask('POST', 'Users', entra('7'))
    t.equal(again.status, 201)
    t.not(again.body.id, id, 'another user')
    await quiet()
    t.equal((await all.call('/v1/employees')).body.data.length, 2, 'for the same person')
  })
}

t.test('what is repeated is kept once: a duplicate is refused, the same PUT changes and sends nothing', async (t) => {
  const { all, ask, calls, quiet } = await provider(t)
  const { body: { id } } = await ask('POST', 'Users', okta('7'))
  await until(() => all.person('7') !== undefined)
  await quiet()
  const before = calls()
  t.match(await ask('POST', 'Users', okta('7', { userName: 'P7@Example.com' })), { status: 409, body: { status: '409', scimType: 'uniqueness' } })
  for (let times = 0; times < 3; times++) t.match(await ask('PUT', `Users/${id}`, okta('7')), { status: 200, body: { meta: { version: 'W/"1"' } } })
  await quiet()
  t.equal(calls(), before)
  t.match((await all.call('/v1/messages')).body.data, [{ kind: 'scim', status: 'interpreted', reason: /409 uniqueness/ }, { kind: 'scim', status: 'interpreted' }])
  t.equal((await all.call('/v1/events')).body.data.length, 1)
})

t.test('what cannot be told to the record is not kept either, and is answered as our own fault', async (t) => {
  const { all, ask, quiet } = await provider(t)
  const database = new pg.Client(all.databaseUrl)
  await database.connect()
  t.teardown(() => database.end())
  await database.query("ALTER TABLE message ADD CONSTRAINT none CHECK (kind <> 'scim') NOT VALID")
  t.match(await ask('POST', 'Users', okta('7')), { status: 500, body: { status: '500' } })
  t.match(await ask('GET', 'Users'), { body: { totalResults: 0 } })
  await database.query('ALTER TABLE message DROP CONSTRAINT none')
  t.match(await ask('POST', 'Users', okta('7')), { status: 201 })
  await quiet()
  t.equal((await all.call('/v1/employees')).body.data.length, 1)
})

t.test('a preview shows what would come of a user, and of what is posted to the wrong place only the reason is kept', async (t) => {
  const { all, ask, webhookUrl, quiet } = await provider(t)
  const { body: preview } = await all.call(`${SOURCE}/preview`, { sample: entra('7'), options: { mapping: { team: `${ENTERPRISE}:department` } } })
  t.match(preview, { basis: 'sample', people: [{ employee: { employee_number: '7', team: 'Vendas', full_name: 'Ana Souza 7' }, destinations: [{}] }] })
  t.equal((await ask('POST', webhookUrl, okta('7'))).status, 404)
  await quiet()
  const { body: { data: [message] } } = await all.call('/v1/messages')
  t.match(message, { reason: /404/ })
  t.notMatch((await all.call(`/v1/messages/${message.id}`)).body.body, 'never-to-be-seen-again')
})

t.test('one of many at once wins, whatever they do', async (t) => {
  const { ask, patch, quiet, all } = await provider(t)
  const made = await Promise.all(Array.from({ length: 12 }, () => ask('POST', 'Users', okta('7'))))
  t.same(made.map(({ status }) => status).sort(), [201, ...Array(11).fill(409)])
  const { id } = made.find(({ status }) => status === 201)!.body
  const raced = await Promise.all(Array.from({ length: 12 }, (_, n) => ask('PATCH', `Users/${id}`, { Operations: [{ op: 'replace', path: 'title', value: `T${n}` }] }, { 'if-match': 'W/"1"' })))
  t.same(raced.map(({ status }) => status).sort(), [200, ...Array(11).fill(412)])
  await Promise.all(Array.from({ length: 12 }, (_, n) => patch(id, { op: 'add', path: 'phoneNumbers', value: [{ type: `t${n}`, value: String(n) }] })))
  const { body } = await ask('GET', `Users/${id}`)
  t.equal(body.phoneNumbers.length, 12, 'nothing is lost')
  t.equal(body.meta.version, 'W/"14"')
  await quiet()
  t.equal((await all.call('/v1/employees')).body.data.length, 1)
})

t.test('whoever is not verified learns and changes nothing, and the owner is told why', async (t) => {
  const { all, ask } = await provider(t, {}, { token: TOKEN, next_token: 'the-next-token-that-is-long-enough' })
  for (const authorization of ['', 'Bearer wrong', `Bearer ${TOKEN}x`, 'Basic !', `Digest ${TOKEN}`]) {
    const refused = await ask('POST', 'Users', okta('7'), { authorization })
    t.match(refused, { status: 401, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' } }, authorization)
    t.match(refused.headers.get('www-authenticate'), 'Bearer')
    all.clock.forward(2000)
  }
  t.match((await all.call(SOURCE)).body.last_refusal, { code: 'header_malformed' })
  t.same((await all.call('/v1/messages')).body.data, [])
  for (const authorization of [TOKEN, `bearer ${TOKEN}`, 'Bearer the-next-token-that-is-long-enough', `Basic ${Buffer.from(`${TOKEN}:`).toString('base64')}`]) {
    t.equal((await ask('GET', 'Users', undefined, { authorization })).status, 200)
  }
})

t.test('errors have the form of the API wherever it lies; our own come with a time to try again', async (t) => {
  const { all, ask, webhookUrl, apiUrl } = await provider(t)
  for (const [method, path, body, status, headers = {}] of [
    ['POST', 'Users', '{', 400], ['POST', 'Users', '', 400], ['GET', 'Users/nobody', undefined, 404], ['GET', 'Nothing', undefined, 404], ['DELETE', 'Users', undefined, 405],
    ['POST', 'Users', '<x/>', 415, { 'content-type': 'text/xml' }], ['POST', 'Users', JSON.stringify({ userName: 'x'.repeat(2 ** 20) }), 413], ['POST', 'Groups', {}, 501],
    ['GET', apiUrl.replace(/src_\w+/, 'src_none') + '/Users', undefined, 404], ['GET', '/scim/v2', undefined, 404], ['GET', 'Users?filter=x', undefined, 400],
    ['GET', 'Users/%zz', undefined, 400], ['GET', `${webhookUrl}/Users/%zz`, undefined, 400], ['POST', `${webhookUrl}/Users`, JSON.stringify({ userName: 'x'.repeat(2 ** 20) }), 413], ['GET', `${webhookUrl}/Users/%00`, undefined, 404]
  ] as [string, string, unknown, number, object?][]) {
    const answer = await ask(method, path, body, headers as Record<string, string>)
    t.equal(answer.status, status, `${method} ${path}`)
    t.match(answer.body, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status) })
    t.match(answer.headers.get('content-type'), 'application/scim+json')
  }
  for (const base of [webhookUrl, `${webhookUrl}/scim/v2`]) t.match(await ask('GET', `${base}/Users`), { status: 200, body: list })
  t.equal((await fetch(`${all.url}${webhookUrl}`)).status, 200, 'a test button of the webhook URL')
})

t.test('what is kept is sealed, shown to the owner, and forgotten with the tenant; nothing of it is logged', async (t) => {
  const { all, ask, quiet } = await provider(t)
  const { body: { id } } = await ask('POST', 'Users', okta('7'))
  await ask('GET', byName('p7@example.com'))
  await quiet()
  const [{ id: message }] = (await all.call('/v1/messages')).body.data
  const shown = (await all.call(`/v1/messages/${message}`)).body
  t.match(shown, { status: 'interpreted', body: /p7@example.com/, events: [{ type: 'upsert' }] })
  t.notMatch(shown.body, 'never-to-be-seen-again')
  t.equal((await all.call(`/v1/messages/${message}/interpret`, {})).status, 202, 'and can be interpreted again')
  t.notMatch(all.log.join(''), /p7@example|Souza|never-to-be-seen-again/)
  await all.restart()
  t.match(await ask('GET', `Users/${id}`), { status: 200, body: { userName: 'p7@example.com', meta: { version: 'W/"1"' } } }, 'answered after the commit, so it is there')
  t.ok((await all.admin('DELETE', '/v1/tenants/acme')).status < 300)
  t.equal((await ask('GET', `Users/${id}`)).status, 404)
})
