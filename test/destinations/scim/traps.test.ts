import t from 'tap'
import { ENTERPRISE } from '../../../src/destinations/scim/sandbox/index.ts'
import { account, desiredOf } from '../world.ts'
import { ANA, BRUNO, leaving, play } from './harness.ts'

const operations = (body: unknown) => (body as { Operations: object[] }).Operations

t.test('a new account has what is mapped, in its schemas, and nothing else', async (t) => {
  const w = await play(t)
  await w.deliver(desiredOf({ ...ANA, birth_date: '1990-02-28', personal_email: 'ana@home.example', gender: 'f', social_name: 'Bia Souza' }))
  t.same(w.calls('POST')[0]?.body, {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
    externalId: 'emp_00123',
    userName: 'ana@example.com',
    displayName: 'Bia Souza',
    name: { givenName: 'Bia', familyName: 'Souza' },
    title: 'Analista',
    preferredLanguage: 'pt-BR',
    emails: [{ type: 'work', value: 'ana@example.com', primary: true }],
    phoneNumbers: [{ type: 'mobile', value: '+5511987654321' }],
    [ENTERPRISE]: { employeeNumber: '00123', department: 'Financeiro' },
    active: true
  })
  t.equal(w.calls('POST')[0]?.headers['content-type'], 'application/scim+json')
})

t.test('what SCIM has no attribute for goes by the owner\'s own schema, on purpose', async (t) => {
  const urn = 'urn:ietf:params:scim:schemas:extension:acme:2.0:User'
  const w = await play(t, { extension: { urn, attributes: ['hireDate', 'kind'] } }, { extension: urn, mapping: { 'extension.hireDate': 'hire_date', 'extension.kind': { from: 'worker_type', values: { employee: 'CLT' } } } })
  const { known, plan } = await w.deliver(desiredOf({ ...ANA, worker_type: 'employee' }))
  t.same(w.user()[urn], { hireDate: '2026-03-02', kind: 'CLT' })
  t.same(plan.steps, [])
  await w.deliver(desiredOf({ ...ANA, worker_type: 'intern' }), known)
  t.same(operations(w.calls('PATCH')[0]?.body), [{ op: 'replace', path: `${urn}:kind`, value: 'intern' }])
})

t.test('attributes that the provider\'s schemas lack, or do not let anybody write, are withheld and shown', async (t) => {
  const w = await play(t, { lacks: ['preferredLanguage'], enterprise: false })
  const { plan, known } = await w.deliver(desiredOf(ANA))
  t.equal(known.kind, 'active')
  t.same(plan.withheld.map(({ field, why }) => [field, why]), [['preferredLanguage', 'not_in_schema'], ['employeeNumber', 'not_in_schema'], ['department', 'not_in_schema']])
})

t.test('the look goes by externalId, then by userName, and a filter escapes what it holds', async (t) => {
  const w = await play(t, {}, { external_id_from: '{company_code}-{employee_number}' })
  await w.deliver(desiredOf({ ...ANA, company_code: '0"1' }))
  const filters = w.calls('GET').filter(({ search }) => search !== '').map(({ search }) => new URLSearchParams(search).get('filter'))
  t.same(filters, ['externalId eq "0\\"1-00123"', 'userName eq "ana@example.com"'])
  t.equal(w.user().externalId, '0"1-00123')
})

t.test('an account of another externalId is another person, whatever its address: nothing is written, nobody is ended', async (t) => {
  const w = await play(t)
  const id = w.control.seed({ userName: 'ana@example.com', externalId: 'emp_other', displayName: 'Another Ana' })
  const { plan } = await w.deliver(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'identity_conflict' }])
  t.same(w.calls().filter(({ method }) => method !== 'GET'), [])
  t.match((await w.deliver(leaving(ANA))).plan.holds, [{ reason: 'identity_conflict' }])
  w.answer(plan, 'identity_conflict', { values: { remote_id: id } })
  const { known } = await w.deliver(desiredOf(ANA), { kind: 'absent', lookedAt: w.clock.at, conflict: { ids: [id], keys: ['externalId', 'userName'], times: 1, detail: '' } })
  t.equal(account(known).remoteId, id)
  t.equal(w.user().externalId, 'emp_00123')
})

t.test('a filter that is ignored finds nobody but whoever is meant, on whatever page', async (t) => {
  const w = await play(t, { filters: [], maxPage: 2 })
  for (let n = 0; n < 7; n++) w.control.seed({ userName: `other${n}@example.com` })
  const id = w.control.seed({ userName: 'ANA@example.com' })
  const { known } = await w.deliver(desiredOf(ANA))
  t.equal(account(known).remoteId, id, 'names of users have no case')
  t.equal(w.control.users().length, 8)
})

t.test('personal data is not put into addresses of a provider that does not want it, nor of one whose owner does not', async (t) => {
  const w = await play(t, { sensitive: true })
  await w.deliver(desiredOf(ANA))
  t.equal(w.user().userName, 'ana@example.com')
  t.equal(w.calls('GET').filter(({ search }) => search.includes('filter')).length, 1, 'learnt from the first refusal')
  const own = await play(t, {}, { search: 'post' })
  await own.deliver(desiredOf(ANA))
  t.ok(own.calls().every(({ search }) => !search.includes('filter')))
})

t.test('an address is changed by its own path, and what others put into the list stays', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const others = [{ type: 'other', value: 'x@example.com' }]
  w.control.edit(account(known).remoteId, { emails: [...w.user().emails, ...others] })
  await w.deliver(desiredOf({ ...ANA, work_email: 'ana.lima@example.com' }), known)
  t.same(w.user().emails, [{ type: 'work', value: 'ana.lima@example.com', primary: true }, ...others])
  t.equal(w.user().userName, 'ana.lima@example.com')
  t.same(w.calls('PATCH').flatMap(({ body }) => operations(body)).map((each) => (each as { path: string }).path), ['userName', 'emails[type eq "work"].value'])
})

t.test('of several addresses the one of the type is read, wherever it stands', async (t) => {
  const w = await play(t)
  w.control.seed({ userName: 'ana@example.com', emails: [{ type: 'home', value: 'ana@home.example' }, { type: 'Work', value: 'ana@example.com' }] })
  const { steps } = await w.deliver(desiredOf(ANA))
  t.notOk(steps.some(({ changes }) => changes.some(({ field }) => field === 'emails.work')))
})

t.test('an address that is not there yet is added, one that HR took away is removed alone', async (t) => {
  const w = await play(t, {}, { clear: 'send' })
  const { known } = await w.deliver(desiredOf({ ...ANA, mobile_phone: null }))
  t.equal(w.user().phoneNumbers, undefined)
  w.control.edit(account(known).remoteId, { phoneNumbers: [{ type: 'fax', value: '1' }] })
  const more = await w.deliver(desiredOf(ANA), known)
  t.same(w.user().phoneNumbers, [{ type: 'fax', value: '1' }, { type: 'mobile', value: '+5511987654321' }])
  await w.deliver(desiredOf({ ...ANA, mobile_phone: null }), more.known)
  t.same(w.user().phoneNumbers, [{ type: 'fax', value: '1' }])
})

for (const [what, variants] of [['paths to values are refused', { valuePaths: false }], ['there is no PATCH', { patch: false }], ['there is no PATCH, and nobody says so', { patch: false, discovery: false }]] as const) {
  t.test(`where ${what}, what others put there stays all the same`, async (t) => {
    const w = await play(t, variants)
    const { known } = await w.deliver(desiredOf(ANA))
    w.control.edit(account(known).remoteId, { nickName: 'Aninha', emails: [...w.user().emails, { type: 'other', value: 'x@example.com' }] })
    const after = await w.deliver(desiredOf({ ...ANA, work_email: 'ana.lima@example.com', job_title: 'Gerente' }), known)
    t.same(after.outcomes.map(({ kind }) => kind).filter((kind) => kind !== 'delivered'), [])
    t.match(w.user(), { nickName: 'Aninha', title: 'Gerente', userName: 'ana.lima@example.com', emails: [{ type: 'work', value: 'ana.lima@example.com' }, { type: 'other', value: 'x@example.com' }] })
    t.equal(w.user().externalId, 'emp_00123')
    t.notOk(w.calls('PUT').some(({ body }) => 'meta' in (body as object) || 'groups' in (body as object)), 'what only the provider writes is not written')
    const before = w.control.requests().filter(({ status }) => status >= 400).length
    await w.deliver(desiredOf({ ...ANA, work_email: 'ana@example.com' }), after.known)
    t.equal(w.control.requests().filter(({ status }) => status >= 400).length, before, 'what was refused once is not tried again')
  })
}

t.test('somebody else\'s change is not overwritten unseen: 412 is read again and planned again', async (t) => {
  const w = await play(t, { etag: true })
  const { known } = await w.deliver(desiredOf(ANA))
  w.control.edit(account(known).remoteId, { title: 'Diretora' })
  const after = await w.deliver(desiredOf({ ...ANA, department: 'Vendas' }), known)
  t.same(w.calls('PATCH').map(({ status, headers }) => [status, headers['if-match']]), [[412, 'W/"1"'], [200, 'W/"2"']])
  t.match(w.user(), { title: 'Analista', [ENTERPRISE]: { department: 'Vendas' } })
  t.same(after.plan.steps, [])
})

t.test('a value that is refused keeps back neither the account nor its other fields', async (t) => {
  const w = await play(t, { refuses: { title: 'Proibido', department: 'Segredo' } })
  const { known, plan } = await w.deliver(desiredOf({ ...ANA, job_title: 'Proibido' }))
  t.equal(w.user().title, undefined)
  t.equal(w.user()[ENTERPRISE].department, 'Financeiro')
  t.match(plan.holds, [{ reason: 'refused_value', field: 'title' }])
  const after = await w.deliver(desiredOf({ ...ANA, department: 'Segredo', job_title: 'Gerente' }), known)
  t.equal(w.user().title, 'Gerente')
  t.match(after.plan.holds, [{ reason: 'refused_value', field: 'department' }])
  w.answer(after.plan, 'refused_value', { values: { department: 'Outro' } })
  await w.deliver(desiredOf({ ...ANA, department: 'Segredo', job_title: 'Gerente' }), after.known)
  t.equal(w.user()[ENTERPRISE].department, 'Outro')
})

t.test('an attribute that may not change any more is held by itself', async (t) => {
  const w = await play(t, { immutable: ['externalId'] }, { external_id_from: 'employee_number', schemas: 'all' })
  const { known } = await w.deliver(desiredOf(ANA))
  const after = await w.deliver(desiredOf({ ...ANA, employee_number: '9', job_title: 'Gerente' }), known)
  t.match(after.plan.holds, [{ reason: 'refused_value', field: 'externalId' }])
  t.match(w.user(), { title: 'Gerente', externalId: '00123', [ENTERPRISE]: { employeeNumber: '9' } })
})

t.test('a changed address that is somebody else\'s stays behind alone', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.control.seed({ userName: 'ana.lima@example.com', externalId: 'emp_other' })
  const after = await w.deliver(desiredOf({ ...ANA, work_email: 'ana.lima@example.com', job_title: 'Gerente' }), known)
  t.match(after.plan.holds, [{ reason: 'identity_conflict', field: 'userName' }])
  t.match(w.user(), { title: 'Gerente', userName: 'ana@example.com' })
})

t.test('"in use" is found out by looking: by address, too; nobody to be seen is a question, asked once', async (t) => {
  const w = await play(t, { uniqueEmails: true })
  const id = w.control.seed({ userName: 'old-name', emails: [{ type: 'work', value: 'ana@example.com' }] })
  t.equal(account((await w.deliver(desiredOf(ANA))).known).remoteId, id, 'adopted')
  const hidden = await play(t)
  hidden.control.seed({ userName: 'ana@example.com' })
  for (let n = 0; n < 6; n++) hidden.fail({ fault: { kind: 'answer', status: 200, body: '{"totalResults":0}' }, path: /filter/ })
  const { plan, outcomes } = await hidden.deliver(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'identity_conflict' }])
  t.equal(hidden.calls('POST').length, 1)
  t.equal(outcomes.at(-1)?.kind, 'held')
})

t.test('leavers become inactive and are not deleted; deleting is the owner\'s choice', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  const gone = await w.deliver(leaving(ANA), known)
  t.match([gone.steps[0]?.effect, w.user().active], ['ends', false])
  t.same(operations(w.calls('PATCH')[0]?.body), [{ op: 'replace', path: 'active', value: false }])
  const eraser = await play(t, {}, { operations: { erase: true } })
  const made = await eraser.deliver(desiredOf(ANA))
  const erased = await eraser.deliver(leaving(ANA), made.known)
  t.same([erased.steps[0]?.effect, eraser.control.users().length, erased.known.kind], ['erases', 0, 'ended'])
  eraser.later()
  t.equal(account((await eraser.deliver(leaving(ANA), erased.known)).known).confirmed, true)
  const back = await eraser.deliver(desiredOf({ ...ANA, hire_date: '2026-04-01' }), erased.known)
  t.same([back.known.kind, eraser.control.users().length], ['active', 1])
})

t.test('whoever is inactive there has ended, and comes back by being made active, or by a word', async (t) => {
  const w = await play(t)
  const id = w.control.seed({ userName: 'ana@example.com', active: false })
  const { known, steps } = await w.deliver(desiredOf(ANA))
  t.same([account(known).remoteId, w.user().active], [id, true])
  t.ok(steps.some(({ kind, brakes }) => kind === 'reactivate' && brakes.includes('hires')))
  const asked = await play(t, {}, { rehire: 'hold' })
  asked.control.seed({ userName: 'ana@example.com', active: false })
  const { plan } = await asked.deliver(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'rehire' }])
  t.equal(asked.user().active, false)
})

t.test('an end that does not last is said once more, then asked about', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  let last = await w.deliver(leaving(ANA), known)
  for (let n = 0; n < 2; n++) {
    w.control.edit(account(known).remoteId, { active: true })
    w.later()
    last = await w.deliver(leaving(ANA), last.known)
  }
  t.match(last.plan.holds, [{ reason: 'unconfirmed', registers: ['termination'] }])
  w.answer(last.plan, 'unconfirmed')
  t.equal((await w.deliver(leaving(ANA), last.known)).known.kind, 'ended')
  t.equal(w.user().active, false)
})

t.test('a change by hand is seen at the read-back and put right once', async (t) => {
  const w = await play(t)
  const first = await w.deliver(desiredOf(ANA))
  w.control.edit(account(first.known).remoteId, { title: 'Outro' })
  w.later()
  const second = await w.deliver(desiredOf(ANA), first.known)
  t.equal(w.user().title, 'Analista')
  w.later()
  t.equal(account((await w.deliver(desiredOf(ANA), second.known)).known).confirmed, true)
})

t.test('managers are ids; one who has gone by HR is taken away', async (t) => {
  const w = await play(t, {}, { clear: 'send' })
  const boss = account((await w.deliver(desiredOf(BRUNO))).known).remoteId
  const reference = { employee_number: '00200' }
  const led = { ...ANA, managers: [reference] }
  const { known } = await w.deliver(desiredOf(led, { managers: [{ state: 'linked', remoteId: boss, reference }] }))
  t.equal(w.user(1)[ENTERPRISE].manager.value, boss)
  const none = await w.deliver(desiredOf({ ...ANA, managers: [] }), known)
  t.equal(w.user(1)[ENTERPRISE].manager, undefined)
  await w.deliver(desiredOf(led, { managers: [{ state: 'linked', remoteId: boss, reference }] }), none.known)
  t.same(operations(w.calls('PATCH').at(-1)?.body), [{ op: 'add', path: `${ENTERPRISE}:manager`, value: { value: boss } }])
})

t.test('a refusal about one user stops nobody else; a right that is missing altogether stops the lane', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.fail({ fault: { kind: 'answer', status: 403, body: '{"status":403}' }, writes: true })
  t.match((await w.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)).plan.holds, [{ reason: 'refused_value', field: 'title' }])
  w.fail({ fault: { kind: 'answer', status: 403, body: '{"status":403}' }, path: /filter/ })
  t.equal((await w.deliver(desiredOf(BRUNO))).outcomes.at(-1)?.kind, 'unauthorized')
})

t.test('a place that is not found is nobody\'s fault: it is tried again, and nobody has failed', async (t) => {
  const w = await play(t)
  w.fail({ fault: { kind: 'answer', status: 404, body: '{"status":"404"}' }, writes: true })
  t.match((await w.deliver(desiredOf(ANA))).outcomes.at(-1), { kind: 'retry', code: 'nowhere', lane: true })
})

t.test('a provider that takes nothing without a version is given one', async (t) => {
  const w = await play(t, { etag: true }, { discovery: false })
  const { known } = await w.deliver(desiredOf(ANA))
  w.fail({ fault: { kind: 'answer', status: 428, body: '{}' }, writes: true })
  await w.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
  t.equal(w.user().title, 'Gerente')
  t.equal(w.calls('PATCH').at(-1)?.headers['if-match'], 'W/"1"')
})

t.test('credentials: a password, a header of its own, a client whose token is renewed', async (t) => {
  const basic = await play(t, {}, {}, { accept: { basic: { username: 'u', password: 'p' } }, credentials: { username: 'u', password: 'p' } })
  t.equal((await basic.deliver(desiredOf(ANA))).known.kind, 'active')
  const bare = await play(t, {}, { auth_scheme: '', auth_header: 'X-Api-Key' }, { accept: { tokens: ['k'], header: 'x-api-key', scheme: '' }, credentials: { token: 'k' } })
  t.equal((await bare.deliver(desiredOf(ANA))).known.kind, 'active')
  for (const by of ['post', 'basic']) {
    const client = await play(t, {}, { token_auth: by, token_scope: 'scim.write' }, { accept: { client: { id: 'c', secret: 's', scope: 'scim.write' } }, credentials: { client_id: 'c', client_secret: 's' } })
    const { known } = await client.deliver(desiredOf(ANA))
    t.equal(client.control.tokensGiven(), 1)
    client.control.revokeTokens()
    await client.deliver(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
    t.same([client.user().title, client.control.tokensGiven()], ['Gerente', 2])
  }
})

t.test('a check names what is wrong', async (t) => {
  t.match(await (await play(t)).check(), { ok: true })
  t.match(await (await play(t, {}, {}, { credentials: { token: 'wrong' } })).check(), { ok: false, code: 'http_401', detail: /credentials\.token/ })
  const w = await play(t)
  w.fail({ fault: { kind: 'answer', status: 404, body: '{"status":"404"}' } })
  t.match(await w.check(), { ok: false, detail: /base_url/ })
  w.fail({ fault: { kind: 'answer', status: 200, body: '<html>' } })
  t.match(await w.check(), { ok: false, code: 'not_json', detail: /base_url/ })
})
