import t from 'tap'
import type { Variants } from '../../../src/destinations/pulses/sandbox/index.ts'
import { CPF, NOBODY, NOW, OTHER_CPF, USED, setup } from './sandbox-client.ts'

t.test('authorization', async t => {
  const bare = await setup(t)
  t.equal((await bare.call('GET', '/employees/', undefined, { authorization: 'Bearer secret' })).status, 401, 'a scheme word spoils the bare token')
  t.equal((await bare.call('GET', '/employees/', undefined, { authorization: 'wrong' })).status, 401)
  t.equal((await bare.call('GET', '/employees/')).status, 200)
  const bearer = await setup(t, {}, { authScheme: 'bearer', tokens: ['current', 'next'] })
  t.equal((await bearer.call('GET', '/employees/', undefined, { authorization: 'current' })).status, 401)
  t.equal((await bearer.call('GET', '/employees/', undefined, { authorization: 'Bearer next' })).status, 200)
})

t.test('a create is answered with strings at once and visible after the background job', async t => {
  const { call, control } = await setup(t)
  const { status, headers, json } = await call('POST', '/employees/', { name: 'Ana Souza', cpf: '529.982.247-25', email: 'ana@example.com', sex: 'F' })
  t.equal(status, 200)
  t.match(headers.get('set-cookie'), /^PHPSESSID=/)
  t.match(json, { code: 1, message: 'Employee successfully registered!' })
  t.strictSame(Object.keys(json.values).sort(), ['created_at', 'email', 'hasNotificationToSent', 'id_attribute', 'id_client', 'id_person', 'internal_number', 'language', 'name', 'sex', 'token'])
  const { id_person: id } = json.values
  t.match(json.values, { id_person: /^\d+$/, id_client: /^\d+$/, token: /^\w{32}$/, language: 'pt-BR', created_at: '2026-03-10 12:00:00', hasNotificationToSent: false })
  t.strictSame(control.people(), [])
  t.equal((await call('GET', `/employees/${id}/`)).message, NOBODY)
  t.match(control.state().pending, [{ operation: 'createEmployee', ids: [id] }])
  t.equal(control.apply(), 1)
  t.match((await call('GET', `/employees/${id}/`)).values, { id_person: Number(id), name: 'Ana Souza' })
  t.equal(control.people()[0]?.cpf, CPF)
})

t.test('by the clock, a write becomes visible when its time has come', async t => {
  let now = NOW
  const { call, control } = await setup(t, {}, { now: () => now, applyAfterMs: 5000 })
  await call('POST', '/employees/', { cpf: CPF })
  now = new Date(NOW.getTime() + 4999)
  t.equal(control.people().length, 0)
  now = new Date(NOW.getTime() + 5000)
  t.equal(control.people().length, 1)
})

t.test('the read shape is not the write shape', async t => {
  const { call, hire, control } = await setup(t)
  const boss = await hire({ name: 'Bia Lima', cpf: OTHER_CPF, internal_number: '001', position: 'Diretora' })
  const id = await hire({ cpf: CPF, birthday: '1990-03-11', hiring_date: '2024-01-10', leaders: boss, groups: 'Vendas;Sul', blocked: 1, custom_attributes: { turno: 'noite' }, tags: ['a', 'b'] })
  control.seed({ ...control.people().find(person => person.id_person === id), permission_profiles: ['Gestor'] })
  const { values } = await call('GET', `/employees/${id}/`)
  t.match(values, {
    id_person: Number(id),
    cpf: '529.982.247-25',
    blocked: 1,
    age_years: 35,
    age_months: 11,
    hiring_time_years: 2,
    hiring_time_months: 2,
    photo: null,
    last_login_at: null,
    permission_profiles: ['Gestor'],
    custom_attributes: { turno: 'noite' },
    resignation_date: null
  })
  t.strictSame(values.leaders, [{ id_person: Number(boss), name: 'Bia Lima', cpf: '111.444.777-35', position: 'Diretora', email: null, internal_number: '001' }])
  t.match(values.groups, [{ name: 'Vendas', ancestors: [], parent_id: null, groups: [], employees: [{ id_person: Number(id) }], total: 1 }, { name: 'Sul' }])
  t.notOk('resigned' in values)
})

t.test('the list is filtered by three parameters, and by nothing it does not know', async t => {
  const { call, hire } = await setup(t)
  const ana = await hire({ cpf: CPF, email: 'ana@example.com', internal_number: '0042' })
  await hire({ email: 'bia@example.com' })
  for (const query of [`cpf=${CPF}`, 'cpf=529.982.247-25', 'internal_number=0042', 'email=ana%40example.com', `cpf=${CPF}&email=ana%40example.com`]) {
    t.strictSame((await call('GET', `/employees/?${query}`)).values.map((person: { id_person: number }) => String(person.id_person)), [ana], query)
  }
  for (const query of ['internal_number=42', 'email=ana', `cpf=${CPF}&email=bia%40example.com`]) {
    const { status, json } = await call('GET', `/employees/?${query}`)
    t.strictSame([status, json], [200, { code: 0, message: NOBODY }], query)
  }
  t.equal((await call('GET', '/employees/?number=0042')).values.length, 2, 'a misspelt filter answers with everybody')
  t.equal((await call('GET', '/employees/?cpf=')).values.length, 2)
})

t.test('paths: the slash at the end, the doubled base URL, and what is nowhere', async t => {
  const { url, call, hire } = await setup(t)
  const id = await hire({ cpf: CPF })
  for (const [method, path] of [['GET', `/employees/${id}`], ['POST', '/employees'], ['PUT', `/employees/${id}`], ['DELETE', `/employees/${id}`], ['GET', '/groups/tree']] as const) {
    const { status, headers } = await call(method, path, method === 'GET' ? undefined : {})
    t.equal(status, 301)
    t.equal(headers.get('location'), `/api/engage/v1${path}/`)
  }
  const followed = await fetch(`${url}/employees`, { method: 'POST', headers: { authorization: 'secret' }, body: '{"cpf":"11144477735"}' })
  t.match(await followed.json(), { code: 1, message: 'Employees found' }, 'a POST that follows has become a list')
  for (const path of [`/employees/${url}/employees/${id}`, `/employees/${url}/employees/${id}/`, '/people/', '/employees/import/', '/employees//']) {
    const { status, headers } = await call('PUT', path, {})
    t.equal(status, 404)
    t.match(headers.get('content-type'), 'text/html')
  }
})

t.test('any of the three identifiers in use is a duplicate, pending ones and leavers too', async t => {
  const { call, control } = await setup(t)
  const { values } = await call('POST', '/employees/', { cpf: CPF, email: 'ana@example.com', internal_number: '42' })
  control.seed({ email: 'left@example.com', resignation_date: '2020-01-01', resignation_reason: 'I' })
  for (const body of [{ cpf: '529.982.247-25' }, { email: 'ANA@example.com' }, { internal_number: '42', cpf: OTHER_CPF }, { email: 'left@example.com' }]) {
    t.strictSame((await call('POST', '/employees/', body)).json, { code: 0, message: USED })
  }
  t.match(control.requests().at(-1), { why: /^email belongs to/, applied: false })
  t.match((await call('PUT', `/employees/${values.id_person}/`, { cpf: CPF, email: 'left@example.com' })).message, USED)
  t.match((await call('PUT', `/employees/${values.id_person}/`, { cpf: CPF, email: 'ana@example.com' })).json, { code: 1 }, 'nobody is a duplicate of themself')
  const lenient = await setup(t, { resignedAreDuplicates: false })
  lenient.control.seed({ email: 'left@example.com', resignation_date: '2020-01-01' })
  t.match((await lenient.call('POST', '/employees/', { email: 'left@example.com' })).json, { code: 1 })
})

t.test('one identifier at least, on create and on update', async t => {
  const { call, hire } = await setup(t)
  const id = await hire({ internal_number: '0007' })
  for (const body of [{ name: 'Ana' }, { name: 'Ana', cpf: '', email: '', internal_number: '' }]) {
    t.match((await call('POST', '/employees/', body)).json, { code: 0, message: /cpf, email or internal_number/ })
    t.match((await call('PUT', `/employees/${id}/`, body)).json, { code: 0 })
  }
  t.match((await call('PUT', `/employees/${id}/`, { internal_number: '0007', name: 'Ana' })).json, { code: 1, message: 'Employee successfully updated!' })
  t.match((await call('PUT', '/employees/999/', { internal_number: '0007' })).json, { code: 0, message: NOBODY })
})

t.test('wrong types, formats and lengths are refused as "already used"', async t => {
  const { call, control } = await setup(t)
  const wrong: object[] = [
    { cpf: '52998224726' }, { cpf: '5299822472' }, { cpf: '529982247-25' }, { cpf: '00000000000' }, { cpf: 52998224725 },
    { email: 'ana' }, { name: 'a'.repeat(251) }, { internal_number: '1'.repeat(51) }, { position: 'a'.repeat(256) }, { name: null }, { name: 1 },
    { blocked: '0' }, { blocked: true }, { blocked: 2 }, { language: 'pt' }, { language: '' }, { sex: 'f' }, { sex: 'Female' },
    { birthday: '1990/01/02' }, { birthday: '1990-01-02T00:00:00Z' }, { birthday: '1990-02-30' }, { hiring_date: '' }, { hiring_date: 20240101 },
    { custom_attributes: [] }, { custom_attributes: { a: 1 } }, { custom_attributes: 'a' }, { tags: 'a;b' }, { tags: [1] }, { tags: { a: 'b' } },
    { groups: 1 }, { groups: 'A;;B' }, { leaders: {} }
  ]
  for (const fields of wrong) {
    t.strictSame((await call('POST', '/employees/', { internal_number: 'x', ...fields })).json, { code: 0, message: USED }, JSON.stringify(fields).slice(0, 60))
  }
  for (const raw of ['', '{', '[]', '"a"', '\uFEFF{"internal_number":"x"}', 'internal_number=x']) t.equal((await call('POST', '/employees/', raw)).message, USED)
  t.equal((await call('POST', '/employees/', { internal_number: 'x' }, { 'content-type': 'text/plain' })).message, USED)
  t.ok(control.requests().every(request => !request.applied && request.why?.startsWith('malformed: ')))
  t.equal(control.state().pending.length, 0)
  t.match((await call('POST', '/employees/', { internal_number: '1'.repeat(50), name: 'ã'.repeat(250), birthday: '2024-02-29' })).json, { code: 1 })
})

t.test('unknown keys vanish without a word', async t => {
  const { hire, person } = await setup(t)
  const id = await hire({ cpf: CPF, celphone: '+5511999990000', permission_profiles: ['Admin'], id_person: '1', resigned: true, name: 'Ana' })
  t.match(person(id), { name: 'Ana', cell_phone: null, permission_profiles: [], resigned: false })
})

t.test('only one encoding of several values is understood', async t => {
  const values: Record<Variants['multiValue'], unknown> = { string: 'A;B', array_joined: ['A;B'], array: ['A', 'B'] }
  for (const multiValue of ['string', 'array_joined', 'array'] as const) {
    const { call, hire, person, control } = await setup(t, { multiValue })
    for (const [encoding, groups] of Object.entries(values)) {
      if (encoding !== multiValue) t.equal((await call('POST', '/employees/', { cpf: CPF, groups })).message, USED, `${encoding} under ${multiValue}`)
    }
    t.strictSame(control.state().groups, [])
    t.strictSame(person(await hire({ cpf: CPF, groups: values[multiValue] })).groups, ['A', 'B'])
  }
})

t.test('unknown positions and groups come into being, and a semicolon in a name makes two', async t => {
  const { call, hire, person, control } = await setup(t, {}, { known: { positions: ['Analista'], groups: ['Vendas'] } })
  const [vendas] = control.state().groups
  const id = await hire({ cpf: CPF, position: 'Analista', groups: vendas?.id_group })
  t.strictSame(person(id).groups, ['Vendas'])
  t.equal(control.state().positions.length + control.state().groups.length, 2, 'nothing new')
  await call('PUT', `/employees/${id}/`, { cpf: CPF, position: 'analista', groups: 'P&D; Inovação;vendas;77' })
  t.equal(control.state().groups.length, 1, 'not before the background job')
  control.apply()
  t.strictSame(control.state().groups.map(({ name }) => name), ['Vendas', 'P&D', ' Inovação', 'vendas', '77'])
  t.strictSame(control.state().positions.map(({ name }) => name), ['Analista', 'analista'])
})

t.test('a leader is found by id, number, CPF, e-mail or exact name', async t => {
  const { call, hire, person, control } = await setup(t)
  const boss = await hire({ name: 'Bia Lima', cpf: OTHER_CPF, internal_number: '0001', email: 'bia@example.com' })
  const id = await hire({ cpf: CPF })
  for (const leaders of [boss, '0001', '111.444.777-35', OTHER_CPF, 'bia@example.com', 'Bia Lima', `${boss};0001`]) {
    await call('PUT', `/employees/${id}/`, { cpf: CPF, leaders: '' })
    t.match((await call('PUT', `/employees/${id}/`, { cpf: CPF, leaders })).json, { code: 1 }, leaders)
    control.apply()
    t.strictSame(person(id).leaders, [boss])
  }
  control.seed({ name: 'Homônimo' })
  control.seed({ name: 'Homônimo' })
  control.seed({ name: 'Saiu', resignation_date: '2020-01-01' })
  for (const name of ['bia lima', 'Homônimo', 'Saiu', '1', 'JOAOZINHO']) {
    t.strictSame((await call('PUT', `/employees/${id}/`, { cpf: CPF, leaders: name, groups: 'Novo' })).json, {
      code: 0, message: `Leader not found: ${name}, check if the leader's name is identical to the name entered in the import table.`
    })
  }
  t.strictSame(control.state().groups, [], 'a refused request creates no group')
})

t.test('nobody leads themself, or somebody above, pending writes included', async t => {
  const { call, hire } = await setup(t)
  const [a, b, c] = [await hire({ internal_number: 'a' }), await hire({ internal_number: 'b' }), await hire({ internal_number: 'c' })]
  const lead = (id: string, number: string, leaders: string) => call('PUT', `/employees/${id}/`, { internal_number: number, leaders })
  t.equal((await lead(a, 'a', a)).message, 'Employees are not allowed to be leaders of themselves')
  t.match((await lead(b, 'b', a)).json, { code: 1 })
  t.match((await lead(c, 'c', b)).json, { code: 1 })
  const below = 'It is not possible to assign a leader from the hierarchy below the employee as the leader of the same'
  t.equal((await lead(a, 'a', b)).message, below)
  t.equal((await lead(a, 'a', c)).message, below)
  t.match((await lead(b, 'b', '')).json, { code: 1 })
  t.match((await lead(a, 'a', c)).json, { code: 1 }, 'once the chain is broken')
})

t.test('a leader in the queue can be named, or not', async t => {
  for (const [pendingLeader, code] of [['found', 1], ['not_found', 0]] as const) {
    const { call } = await setup(t, { pendingLeader })
    await call('POST', '/employees/', { internal_number: 'boss' })
    t.match((await call('POST', '/employees/', { internal_number: 'a', leaders: 'boss' })).json, { code })
  }
})

t.test('an update keeps what it omits, and replaces or appends what it names', async t => {
  for (const [putGroups, groups, tags] of [['replace', ['B'], ['y']], ['append', ['A', 'B'], ['x', 'y']]] as const) {
    const { call, hire, person, control } = await setup(t, { putGroups })
    const boss = await hire({ internal_number: 'boss' })
    const second = await hire({ internal_number: 'second' })
    const id = await hire({ cpf: CPF, name: 'Ana', leaders: boss, groups: 'A', tags: ['x'], scholarity: 'Superior', custom_attributes: { a: '1' } })
    await call('PUT', `/employees/${id}/`, { cpf: CPF, name: 'Ana Souza', custom_attributes: { b: '2' }, scholarity: '' })
    control.apply()
    t.match(person(id), { name: 'Ana Souza', leaders: [boss], groups: ['A'], tags: ['x'], scholarity: null, custom_attributes: { a: '1', b: '2' } })
    await call('PUT', `/employees/${id}/`, { cpf: CPF, leaders: second, groups: 'B', tags: ['y'] })
    control.apply()
    t.match(person(id), { groups, tags })
    t.strictSame(person(id).leaders, putGroups === 'replace' ? [second] : [boss, second])
  }
})
