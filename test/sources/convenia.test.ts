import { createHmac } from 'node:crypto'
import t, { type Test } from 'tap'
import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../src/domain/reading.ts'
import type { Answer } from '../../src/domain/destination.ts'
import { authorize, type Io } from '../../src/sources/convenia/client.ts'
import { startConveniaSandbox } from '../../src/sources/convenia/sandbox/index.ts'
import convenia from '../../src/sources/convenia/index.ts'
import { dismissed, employee } from './play/convenia.ts'

const TOKEN = 'a-token-of-the-sandbox'
const AT = Date.parse('2026-03-02T12:30:00Z')
const reads = convenia.reads!

async function sandbox (t: Test, options: object = {}, more: object = {}, perMinute = 10_000) {
  const { url, control, close } = await startConveniaSandbox({ token: TOKEN, perMinute })
  t.teardown(close)
  const io: Io = {
    settings: { base_url: url, ...more },
    credentials: { token: TOKEN },
    options,
    at: AT,
    now: () => AT,
    zone: 'America/Sao_Paulo',
    async call ({ url: to, expects = [] }): Promise<Answer> {
      const { headers } = await authorize(io)
      const response = await fetch(to, { headers: { accept: 'application/json', ...headers } })
      if (!response.ok && !expects.includes(response.status)) throw new ReadFailure('refused', `It answered ${response.status}.`)
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
    }
  }
  return { control, io }
}

async function all (io: Io, page: (io: Io, cursor?: Cursor) => Promise<Page> = reads.everybody!): Promise<{ rows: VendorRow[], pages: Page[] }> {
  const pages: Page[] = []
  let cursor: Cursor | undefined
  do {
    pages.push(await page(io, cursor))
    // A cursor is kept as JSON between two pages.
    const next = pages.at(-1)!.next
    cursor = next === undefined ? undefined : JSON.parse(JSON.stringify(next))
  } while (cursor !== undefined && pages.length < 50)
  return { rows: pages.flatMap(({ rows }) => rows), pages }
}

const told = async ({ record }: VendorRow, options: object = {}): Promise<any> => await reads.row(record, options)

t.test('everybody of several pages, each with their record, and the dismissed of the last days as leavers', async (t) => {
  const { control, io } = await sandbox(t)
  for (let n = 0; n < 45; n++) control.people.set(`p${n}`, employee(`p${n}`))
  for (let n = 0; n < 23; n++) control.people.set(`d${n}`, employee(`d${n}`, { dismissal: dismissed('2026-02-10'), gone: true }))
  control.people.set('old', employee('old', { dismissal: dismissed('2025-10-10'), gone: true }))
  const { rows, pages } = await all(io)
  t.same(pages.map((page) => page.rows.length), [20, 20, 5, 20, 3])
  t.equal(new Set(rows.map(({ id }) => id)).size, 68)
  t.equal(pages[2]!.total, 68, 'as many as the lists say')
  t.match(await told(rows[0]!), { told: { standing: 'active', body: { cpf: '52998224725', mobile_phone: '(11) 98765-4321' } } })
  t.match(await told(rows[60]!), { told: { standing: 'ended', termination: { date: '2026-02-10', reason: 'voluntary' } } })
  t.notMatch(JSON.stringify(rows), /4250|00\.000|Rua das Flores|Parda|private remark/, 'what must never go further is not even kept')
})

t.test('without details a read of everybody is a few calls', async (t) => {
  const { control, io } = await sandbox(t, { details: false })
  for (let n = 0; n < 45; n++) control.people.set(`p${n}`, employee(`p${n}`))
  const { rows } = await all(io)
  t.equal(rows.length, 45)
  t.equal(control.requests.length, 2)
  t.match(await told((await reads.one!(io, 'p7'))[0]!), await told(rows[7]!), 'somebody looked up says the same')
})

t.test('what is looked up says the same as what was read', async (t) => {
  const { control, io } = await sandbox(t)
  control.people.set('plain', employee('plain'))
  control.people.set('no-mail', employee('no-mail', { email: null, status: 'Afastado' }))
  control.people.set('leaving', employee('leaving', { dismissal: dismissed('2026-04-30') }))
  control.people.set('left', employee('left', { dismissal: dismissed('2026-02-20'), gone: true }))
  control.people.set('newer', employee('newer', { personalEmail: 'a@example.org' }))
  for (const shape of ['older', 'newer'] as const) {
    control.shape = shape
    for (const row of (await all(io)).rows) t.same(await told((await reads.one!(io, row.id))[0]!), await told(row), `${row.id}, ${shape}`)
  }
})

t.test('a record that is gone is no leaver: the list of the dismissed says so', async (t) => {
  const { control, io } = await sandbox(t)
  t.same(await reads.one!(io, 'nobody'), [])
  control.people.set('gone', employee('gone', { gone: true }))
  t.same(await reads.one!(io, 'gone'), [])
  t.same(await reads.leavers!(io, ['gone']), [])
  control.keepsDismissed = true
  t.match(await told((await reads.one!(io, 'gone'))[0]!), { kind: 'unclear', reason: /neither/ })
  control.people.get('gone')!.dismissal = dismissed('2024-12-24', 'Acordo')
  t.match(await told((await reads.one!(io, 'gone'))[0]!), { told: { standing: 'ended', termination: { date: '2024-12-24', source_reason: 'Acordo' } } }, 'however long ago')
  t.match(await reads.leavers!(io, ['gone', 'nobody']), [{ id: 'gone' }])
  control.people.set('pre', employee('pre', { gone: true, hiring_date: '2026-04-01' }))
  t.match(await told((await reads.one!(io, 'pre'))[0]!), { told: { standing: 'onboarding', body: { hire_date: '2026-04-01' } } }, 'an admission under way')
})

t.test('between two reads of everybody: who was hired or dismissed lately, if that is chosen', async (t) => {
  const { control, io } = await sandbox(t, { changes_by: 'dates' })
  control.people.set('old', employee('old'))
  control.people.set('new', employee('new', { hiring_date: '2026-02-20' }))
  control.people.set('leaving', employee('leaving', { dismissal: dismissed('2026-04-30') }))
  control.people.set('left', employee('left', { dismissal: dismissed('2026-02-20'), gone: true }))
  const { rows, pages } = await all(io, (io, cursor) => reads.changes!(io, AT - 86_400_000, cursor))
  t.same(rows.map(({ id }) => id), ['new', 'leaving', 'left'])
  t.ok(pages.every(({ total }) => total === undefined))
  t.equal(reads.hasChanges!({}, { changes_by: 'dates' }), true)
  t.equal(reads.hasChanges!({}, {}), false)
})

t.test('a permission that is missing is named, and so are those that there are', async (t) => {
  const { control, io } = await sandbox(t)
  control.permissions.delete('employees.dismissed')
  await t.rejects(all(io), { code: 'forbidden', detail: /GET \/employees\/dismissed answered 403.*It has: employees\.index, employees\.show\./ })
  control.permissions.add('employees.dismissed')
  control.permissions.delete('employees.show')
  control.people.set('p', employee('p'))
  await t.rejects(all(io), { code: 'forbidden', detail: /GET \/employees\/\{id\} answered 403/ })
  control.fail('/tokens', 500, 5)
  await t.rejects(all(io), { code: 'forbidden', detail: /answered 403/ })
})

t.test('members that the token may not read are absent, and nothing is cleared', async (t) => {
  const { control, io } = await sandbox(t)
  control.people.set('p', employee('p'))
  for (const name of ['document', 'supervisor', 'status', 'cellphone']) control.ungranted.add(name)
  const { told: { body, standing } } = await told((await all(io)).rows[0]!)
  t.equal(standing, 'active')
  for (const name of ['cpf', 'managers', 'mobile_phone']) t.notOk(name in body, name)
})

t.test('pages that do not end, and answers that are no JSON', async (t) => {
  const { control, io } = await sandbox(t)
  for (let n = 0; n < 25; n++) control.people.set(`p${n}`, employee(`p${n}`))
  control.stuck = true
  await t.rejects(all(io), { code: 'endless' })
  await t.rejects(all({ ...io, call: async () => ({ status: 200, headers: {}, body: '<!doctype html>' }) }), { code: 'unreadable' })
  await t.rejects(all({ ...io, call: async () => ({ status: 200, headers: {}, body: '{"success":false,"data":[]}' }) }), { code: 'refused' })
})

t.test('lists in other envelopes', async (t) => {
  const { io } = await sandbox(t, { details: false })
  const person = { id: 'p', name: 'Ana', status: 'Ativo' }
  for (const employees of [{ data: [person] }, [person], { message: '', success: true, data: { current_page: 1, data: [person], last_page: 1 } }, { data: [person], current_page: '1', last_page: '1' }]) {
    const { rows } = await all({ ...io, call: async ({ url }) => ({ status: 200, headers: {}, body: JSON.stringify(url.includes('dismissed') ? { data: [] } : employees) }) })
    t.match(rows, [{ id: 'p' }])
  }
})

t.test('the token goes into its own header, without a word in front', async (t) => {
  for (const token of ['abc', ' abc\n', 'token: abc', 'Bearer abc', 'token=abc']) {
    t.same(await authorize({ credentials: { token } } as Io), { headers: { token: 'abc' } })
  }
})

t.test('who calls is known by the token in the path; the signature is noted and proves nothing', async (t) => {
  const secret = 'a-long-token-at-the-end-of-the-url'
  const message = { method: 'POST', headers: { signature: 'ab'.repeat(32) }, path: [secret], body: Buffer.from('{}'), receivedAt: AT }
  const webhook = { secret }
  t.match(convenia.verify!(message, { token: TOKEN, webhook }), { ok: true, method: 'path_token', warnings: [/was not looked at/] })
  t.match(convenia.verify!(message, { token: TOKEN, webhook, signature_secret: 'x' }), { ok: true, warnings: [/is not the HMAC/] })
  const signed = { ...message, headers: { 'x-convenia-signature': createHmac('sha256', 'x').update('{}').digest('hex') } }
  t.match(convenia.verify!(signed, { token: TOKEN, webhook, signature_secret: 'x' }), { ok: true, method: 'path_token', warnings: [/x-convenia-signature is the HMAC/] })
  t.match(convenia.verify!({ ...signed, path: ['another'] }, { token: TOKEN, webhook, signature_secret: 'x' }), { ok: false, code: 'mismatch' })
  t.match(convenia.verify!({ ...message, path: [] }, { token: TOKEN, webhook, signature_secret: 'x' }), { ok: false, code: 'token_missing' })
  t.match(convenia.verify!({ ...message, headers: {} }, { token: TOKEN, webhook }), { ok: true, method: 'path_token' })
  t.match(convenia.verify!(message, { token: TOKEN }), { ok: false, code: 'misconfigured' })
})

t.test('the limit of a minute is the usual pace', async (t) => {
  t.equal(reads.perSecond * 60, 45)
})
