import t, { type Test } from 'tap'
import { ReadFailure, type Authorization, type Cursor, type Page, type SourceIo } from '../../src/domain/reading.ts'
import custom from '../../src/sources/custom/index.ts'
import { nextOf } from '../../src/sources/custom/paging.ts'
import { startCustomSandbox, type SandboxOptions } from '../../src/sources/custom/sandbox/index.ts'
import { journey } from '../helpers/journey.ts'
import { incoming, SECRET, standard } from './verify/message.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')

/** The adapter over real sockets, without a database. */
async function opened (t: Test, sandbox: SandboxOptions, settings: object, credentials: object, options: object = {}, people = 5) {
  const { url, control, close } = await startCustomSandbox(sandbox)
  t.teardown(() => close())
  for (let n = 1; n <= people; n++) {
    control.people.set(String(n), { chave: String(n), cpf: '52998224725', correio: `p${n}@example.com`, nome: 'Ana', sobrenome: 'Souza & Filhos', cargo: null, setor: 'Vendas', chefe: null, entrada: '2026-03-02', saida: null, situacao: n === 5 ? 'DESLIGADA' : 'ATIVA', tocada: NOW + n })
  }
  const said = { settings: { base_url: url, ...settings }, credentials, options: { id_path: 'chave', ...options } }
  t.same(custom.faultsBetween!(said), [], 'it goes together')
  let authorization: Authorization = { headers: {} }
  const io: SourceIo = {
    ...said,
    at: NOW,
    now: () => NOW,
    zone: 'America/Sao_Paulo',
    async call ({ method = 'GET', url, headers, body, expects = [] }) {
      const answer = await fetch(url, { method, headers: { ...headers, ...authorization.headers }, ...body !== undefined && { body } })
      if (!answer.ok && !expects.includes(answer.status)) throw new ReadFailure('refused', `It answered ${answer.status}.`)
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
    }
  }
  authorization = await custom.reads!.authorize!(io)
  const all = async (ask: (cursor?: Cursor) => Promise<Page>) => {
    const rows: Page['rows'] = []
    let cursor: Cursor | undefined
    do {
      const page = await ask(cursor)
      t.notMatch(JSON.stringify(page.next ?? null), /a%20key|a key|a\+key/, 'no key is kept in a cursor')
      rows.push(...page.rows)
      cursor = page.next
    } while (cursor !== undefined)
    return rows
  }
  return { io, url, control, everybody: () => all((cursor) => custom.reads!.everybody!(io, cursor)), changes: (since: number) => all((cursor) => custom.reads!.changes!(io, since, cursor)) }
}

const LIST = { path: '/rh/fichas', items_path: 'fichas' }
const PAGE = { style: 'page', page_name: 'folha', size_name: 'por_folha', size: 2 }
const PAGINGS: [string, SandboxOptions['paging'], object][] = [
  ['all at once, a list at the root', { style: 'none' }, { list: { path: '/rh/fichas' } }],
  ['pages until an empty one', { style: 'page', first: 1, says: 'nothing' }, { list: LIST, paging: PAGE }],
  ['pages from zero until a short one', { style: 'page', first: 0, says: 'nothing' }, { list: LIST, paging: { ...PAGE, first: 0, ends: 'short' } }],
  ['pages that say whether there is more', { style: 'page', first: 1, says: 'more' }, { list: LIST, paging: { ...PAGE, has_next_path: 'tem_mais' } }],
  ['pages with a total', { style: 'page', first: 1, says: 'total' }, { list: LIST, paging: { ...PAGE, total_path: 'total' } }],
  ['pages that are counted', { style: 'page', first: 0, says: 'pages' }, { list: LIST, paging: { ...PAGE, first: 0, total_pages_path: 'folhas' } }],
  ['offsets, whose size nobody asks for', { style: 'offset' }, { list: LIST, paging: { style: 'offset', offset_name: 'pular' } }],
  ['offsets with a total', { style: 'offset' }, { list: LIST, paging: { style: 'offset', offset_name: 'pular', size_name: 'por_folha', size: 2, total_path: 'total' } }],
  ['cursors', { style: 'cursor' }, { list: LIST, paging: { style: 'cursor', cursor_name: 'marca', cursor_path: 'proxima_marca' } }],
  ['cursors in a body', { style: 'cursor' }, { list: { ...LIST, path: '/rh/fichas/busca', method: 'POST', body: { empresa: '1' } }, paging: { style: 'cursor', in: 'body', cursor_name: 'marca', cursor_path: 'proxima_marca', size_name: 'por_folha', size: 2 } }],
  ['links in the body', { style: 'link', in: 'body' }, { list: LIST, paging: { style: 'link', link_path: 'enlaces.proximo' } }],
  ['links in a header', { style: 'link', in: 'header' }, { list: { path: '/rh/fichas' }, paging: { style: 'link' } }]
]
const AUTHS: [SandboxOptions['auth'], object, object][] = [
  [{ by: 'none' }, {}, { none: true }],
  [{ by: 'header', name: 'x-chave', value: 'Chave a key' }, { auth: 'header', auth_header: 'X-Chave', auth_prefix: 'Chave ' }, { key: 'a key' }],
  [{ by: 'basic', username: 'cracha', password: 'a key: with a colon' }, { auth: 'basic' }, { username: 'cracha', password: 'a key: with a colon' }],
  [{ by: 'bearer', token: 'akey' }, { auth: 'bearer' }, { key: 'akey' }],
  [{ by: 'query', name: 'k', value: 'a key' }, { auth: 'query', auth_parameter: 'k' }, { key: 'a key' }]
]

for (const [name, paging, settings] of PAGINGS) {
  for (const [auth, access, credentials] of AUTHS) {
    t.test(`${name}, proved by ${auth.by}: everybody is read once`, async (t) => {
      const { everybody } = await opened(t, { auth, paging }, { ...settings, ...access }, credentials)
      const rows = await everybody()
      t.same(rows.map(({ id }) => id), ['1', '2', '3', '4', '5'])
      t.notMatch(JSON.stringify(rows), /salario/, 'money is not even stored')
    })
  }
}

t.test('OAuth: the token is asked for with its scope', async (t) => {
  const sandbox = await startCustomSandbox({ auth: { by: 'oauth', clientId: 'c', clientSecret: 's', scope: 'ler' }, paging: { style: 'none' } })
  t.teardown(() => sandbox.close())
  const io = {
    settings: { auth: 'oauth', token_url: `${sandbox.url}/token`, scope: 'ler' },
    credentials: { client_id: 'c', client_secret: 's' },
    call: async ({ method, url, headers, body }: Parameters<SourceIo['call']>[0]) => {
      const answer = await fetch(url, { method: method!, headers: headers!, body: body! })
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
    }
  } as unknown as SourceIo
  t.match(await custom.reads!.authorize!(io), { headers: { authorization: 'Bearer quimera-1' }, expiresIn: 3600 })
  await t.rejects(custom.reads!.authorize!({ ...io, credentials: { client_id: 'c', client_secret: 'x' } }), { code: 'unauthorized' })
})

const NOBODY: SandboxOptions['auth'] = { by: 'none' }
const FREE = { none: true }

t.test('changes are asked for with the parameter that the owner named', async (t) => {
  const { changes } = await opened(t, { auth: NOBODY, paging: { style: 'cursor' } }, { list: LIST, paging: { style: 'cursor', cursor_name: 'marca', cursor_path: 'proxima_marca' }, changes: { parameter: 'tocada_desde', format: 'epoch_ms' } }, FREE)
  t.same((await changes(NOW + 4)).map(({ id }) => id), ['4', '5'])
  for (const [format, value] of [['iso', '2026-03-02T12:00:00.000Z'], ['date', '2026-03-01'], ['epoch_s', '1772452800']]) {
    const { io, control } = await opened(t, { auth: NOBODY, paging: { style: 'none' } }, { list: { path: '/rh/fichas' }, changes: { parameter: 'empresa', format, value: 'de {since}' } }, FREE)
    await custom.reads!.changes!(io, NOW)
    t.equal(new URLSearchParams(control.requests.at(-1)!.query).get('empresa'), `de ${value}`)
  }
})

t.test('somebody is looked up by id; ids that would lead elsewhere are nobody', async (t) => {
  const { io, control } = await opened(t, { auth: NOBODY, paging: { style: 'none' } }, { one: { path: '/rh/fichas/{id}', record_path: 'ficha' } }, FREE)
  t.match(await custom.reads!.one!(io, '3'), [{ id: '3', record: { pessoa: { nome: 'Ana' } } }])
  t.same(await custom.reads!.one!(io, '../token'), [])
  t.ok(control.requests.at(-1)!.path.startsWith('/rh/fichas/..%2F'))
  const before = control.requests.length
  t.same(await custom.reads!.one!(io, '..'), [])
  t.equal(control.requests.length, before)
})

t.test('where the list says too little, everybody is looked up', async (t) => {
  const { io, everybody, control } = await opened(t, { auth: NOBODY, paging: { style: 'none' }, leaversApart: true }, { list: { path: '/rh/fichas' }, leavers: { path: '/rh/desligados' }, one: { path: '/rh/fichas/{id}', record_path: 'ficha', for_each: true } }, FREE)
  t.equal((await everybody()).length, 4)
  t.equal(control.requests.length, 5)
  await custom.reads!.leavers!(io, ['77'])
  t.equal(control.requests.length, 6, 'but of leavers only those who are missing')
})

t.test('leavers on a list of their own have left, and nobody else has', async (t) => {
  const { io, everybody } = await opened(t, { auth: NOBODY, paging: { style: 'none' }, leaversApart: true }, { list: { path: '/rh/fichas' }, leavers: { path: '/rh/desligados' } }, FREE)
  t.equal((await everybody()).length, 4)
  const left = await custom.reads!.leavers!(io, ['5', '77'])
  t.same(left.map(({ id }) => id), ['5'])
  t.match(await custom.reads!.row(left[0]!.record, {}), { kind: 'row', told: { standing: 'ended' } })
  t.equal(custom.reads!.hasLeavers!({}, {}), false)
})

t.test('a list that is not where it should be is an error, never an empty company', async (t) => {
  const { io } = await opened(t, { auth: NOBODY, paging: { style: 'page', first: 1, says: 'more' } }, { list: { path: '/rh/fichas', items_path: 'pessoas' } }, FREE)
  await t.rejects(custom.reads!.everybody!(io), { code: 'unreadable', detail: /list\.items_path leads to nothing/ })
  const wrong = { ...io, settings: { ...io.settings as object, list: LIST, paging: { ...PAGE, has_next_path: 'mais' } } }
  await t.rejects(custom.reads!.everybody!(wrong), { code: 'unreadable', detail: /paging\.has_next_path/ })
  await t.rejects(custom.reads!.everybody!({ ...wrong, settings: { ...wrong.settings, paging: { ...PAGE, total_path: 'total' } } }), { code: 'unreadable', detail: /paging\.total_path/ })
  const right = { ...io, settings: { ...wrong.settings, paging: PAGE } }
  await t.rejects(custom.reads!.everybody!({ ...right, options: { id_path: 'nope' } }), { code: 'unreadable', detail: /options\.id_path/ })
})

t.test('two contracts under one id are refused, and so are ids whose digits were lost', async (t) => {
  const call = (value: unknown) => ({ settings: { base_url: 'https://hr.example', list: { path: '/a' } }, credentials: FREE, options: {}, call: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }) }) as unknown as SourceIo
  await t.rejects(custom.reads!.everybody!(call([{ id: 1, status: 'ended' }, { id: 1, status: 'active' }])), { code: 'unreadable', detail: /different for every contract/ })
  t.equal((await custom.reads!.everybody!(call([{ id: 1, status: 'active' }, { id: 1, status: 'active' }]))).rows.length, 2, 'the same row twice is one person')
  await t.rejects(custom.reads!.everybody!(call([{ id: 2 ** 60 }])), { code: 'unreadable', detail: /id_path/ })
  await t.rejects(custom.reads!.everybody!(call(null)), { code: 'unreadable', detail: /no list/ })
  await t.rejects(custom.reads!.everybody!(call([1])), { code: 'unreadable' })
})

t.test('a system that does not know the parameter of pages is found out, and links elsewhere are not followed', async (t) => {
  const answer = { status: 200, headers: {}, body: '' }
  const first = nextOf({ style: 'page' }, undefined, { value: {}, answer, url: 'https://hr.example/a', ids: ['1', '2'] })
  t.throws(() => nextOf({ style: 'page' }, first, { value: {}, answer, url: 'https://hr.example/a?page=2', ids: ['1', '2'] }), { code: 'endless', detail: /parameter page/ })
  const link = (to: string) => () => nextOf({ style: 'link', link_path: 'next' }, undefined, { value: { next: to }, answer, url: 'https://hr.example/a', ids: ['1'] })
  t.throws(link('https://evil.example/a?page=2'), { code: 'refused' })
  t.throws(link('https://hr.example/a'), { code: 'endless' })
  t.match(link('?page=2')(), { at: 'https://hr.example/a?page=2' })
})

t.test('Standard Webhooks prove a message; without anything nobody is believed', async (t) => {
  const message = incoming(Buffer.from('{}'), standard(Buffer.from('{}')))
  t.equal(custom.verify!(message, { standard_webhooks: { secrets: [SECRET] } }).ok, true)
  t.match(custom.verify!(message, { key: 'only for reading' }), { ok: false, code: 'misconfigured' })
  t.equal(custom.verify!({ ...message, path: ['hire', 'a long token'] }, { webhook: { verify: 'path_token', secret: 'a long token' } }).ok, true)
})

t.test('what does not go together is refused where it is set, with the way out', async (t) => {
  const all = await journey(t)
  const put = async (settings: object, credentials: object = FREE, options: object = {}) => {
    const { status, body } = await all.call('/v1/tenants/acme/sources/hr', { kind: 'custom', settings, credentials, options }, { method: 'PUT' })
    return { status, errors: (body.errors ?? []).map(({ pointer, detail }: { pointer: string, detail: string }) => `${pointer} ${detail}`).join('\n') as string }
  }
  const BASE = { base_url: 'https://hr.example' }
  const cases: [object, object, object, RegExp][] = [
    [{ ...BASE, auth: 'bearer' }, { webhook: { secret: 'x' } }, {}, /^\/credentials\/key key is required/],
    [{ ...BASE, auth: 'oauth' }, { client_id: 'a' }, {}, /credentials\/client_secret[^]*settings\/token_url/],
    [{ list: LIST }, FREE, {}, /^\/settings\/base_url/],
    [BASE, FREE, { schedule: { every_minutes: 30 } }, /^\/settings\/list/],
    [{ ...BASE, list: LIST, paging: { style: 'cursor' } }, FREE, {}, /^\/settings\/paging\/cursor_path/],
    [{ ...BASE, list: LIST, paging: { style: 'page', ends: 'short' } }, FREE, {}, /size_name/],
    [{ ...BASE, list: LIST, paging: { style: 'page', in: 'body' } }, FREE, {}, /list\.method to POST/],
    [{ ...BASE, list: { ...LIST, body: {} } }, FREE, {}, /list\.method to POST/],
    [{ ...BASE, one: { path: '/people' } }, FREE, {}, /write \{id\} where it belongs/],
    [{ ...BASE, headers: { Authorization: 'Bearer x' } }, FREE, {}, /belongs into credentials/],
    [{}, { webhook: { secret: 'x' } }, { events: { 'a/b': 'look' } }, /^\/options\/events\/a~1b .*settings\.one/],
    [{}, { webhook: { secret: 'x' } }, { event_path: { expression: '$$$(' } }, /^\/options\/event_path\/expression/],
    [{}, { webhook: { secret: 'x' } }, { dates_time_zone: 'Mars' }, /IANA/],
    [{}, { none: true, webhook: { secret: 'x' } }, {}, /stands alone/],
    [{ ...BASE, list: { path: 'people' } }, FREE, {}, /^\/settings\/list\/path/],
    [{}, {}, {}, /^\/credentials/]
  ]
  for (const [settings, credentials, options, expected] of cases) {
    const { status, errors } = await put(settings, credentials, options)
    t.equal(status, 422, errors)
    t.match(errors, expected)
  }
  t.equal((await put({ ...BASE, list: LIST })).status, 201)
})
