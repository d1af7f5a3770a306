import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { account, ANA, BRUNO, desiredOf, leaving, play, START, world } from './harness.ts'

const doubted = (desired: ReturnType<typeof desiredOf>, doubtUntil: number) => ({ ...desired, doubtUntil })

t.test('a lost answer to a create: looked for at once, not found does not count while in doubt; made once', async (t) => {
  for (const fault of [{ kind: 'lost' }, { kind: 'hang', applied: true }, { kind: 'status', status: 502, applied: true }, { kind: 'html', applied: true }] as const) {
    const w = await play(t)
    w.fault({ ...fault, method: 'POST' })
    const first = await w.deliver(desiredOf(ANA))
    t.match(first.outcomes.at(-1), { kind: 'unknown' }, fault.kind)
    const doubt = w.clock.at + 30_000
    t.strictSame((await w.deliver(doubted(desiredOf(ANA), doubt))).steps.filter(({ effect }) => effect !== 'reads'), [], 'nothing is written in doubt')
    w.settle()
    const { known } = await w.deliver(doubted(desiredOf(ANA), doubt))
    t.equal(account(known).kind, 'active')
    t.same([w.sent('POST').length, w.people().length], [1, 1])
  }
})

t.test('an answer that is lost before anything happened: made after the doubt, once', async (t) => {
  const w = await play(t)
  w.fault({ kind: 'reset', method: 'POST' })
  await w.deliver(desiredOf(ANA))
  const doubt = w.clock.at + 30_000
  w.settle()
  const { known } = await w.deliver(doubted(desiredOf(ANA), doubt))
  w.settle()
  t.same([known.kind, w.people().length], ['active', 1])
})

t.test('changes and endings without an answer are unknown too; reads are simply tried again', async (t) => {
  for (const fault of [{ kind: 'reset' }, { kind: 'hang' }, { kind: 'status', status: 500 }, { kind: 'garbage' }] as const) {
    const w = await play(t)
    const { known } = await w.deliver(desiredOf(ANA))
    w.fault({ ...fault, method: 'PUT' }, { ...fault, method: 'DELETE' }, { ...fault, method: 'GET' })
    t.match((await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), known)).outcomes, [{ kind: 'unknown' }], fault.kind)
    t.match((await w.deliver(leaving(ANA), known)).outcomes, [{ kind: 'unknown' }], fault.kind)
    t.match((await w.deliver(desiredOf(BRUNO))).outcomes, [{ kind: 'retry', lane: true }], fault.kind)
  }
})

t.test('a repeated ending finds that it has been done', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.fault({ kind: 'lost', method: 'DELETE' })
  await w.deliver(leaving(ANA), known)
  w.settle()
  const again = await w.deliver(leaving(ANA), known)
  t.same([again.steps.map(({ kind }) => kind), again.known.kind], [['read'], 'ended'])
  const blind = await w.deliver(leaving(ANA), { ...account(known), confirm: { at: START + 1e9, fields: [], round: 1 } })
  t.same([blind.outcomes.map(({ kind }) => kind), blind.steps.map(({ kind }) => kind), blind.known.kind], [['delivered'], ['end'], 'ended'], 'also when it was not read before')
})

t.test('nobody listens: nothing was sent', async (t) => {
  const w = world('http://127.0.0.1:1', { at: START }, {}, t)
  t.match((await w.deliver(desiredOf(ANA))).outcomes, [{ kind: 'retry', code: 'ECONNREFUSED', lane: true }])
  t.match((await w.deliver(desiredOf(ANA), { kind: 'absent', lookedAt: START })).outcomes.at(-1), { kind: 'retry', code: 'ECONNREFUSED' })
})

t.test('a server that throttles says how long', async (t) => {
  const cases: [Record<string, string>, number | undefined][] = [
    [{ 'retry-after': '7' }, START + 7000],
    [{ 'retry-after': new Date(START + 60_000).toUTCString() }, START + 60_000],
    [{ 'x-ratelimit-reset': '3' }, START + 3000],
    [{ 'x-ratelimit-reset': String(START / 1000 + 9) }, START + 9000],
    [{ 'retry-after': '1', 'x-ratelimit-reset': '30' }, START + 1000],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined]
  ]
  for (const status of [429, 503]) {
    for (const [headers, expected] of cases) {
      const w = await play(t)
      w.fault({ kind: 'status', status, headers, method: 'POST' })
      const last = (await w.deliver(desiredOf(ANA))).outcomes.at(-1)
      t.same(last, { kind: 'retry', code: `http_${status}`, lane: true, ...(expected !== undefined && { notBefore: expected }) }, JSON.stringify(headers))
    }
  }
})

t.test('a token that is not accepted: the next one, or the setting to look at', async (t) => {
  const w = await play(t, {}, {}, { tokens: ['new'] })
  t.match((await w.deliver(desiredOf(ANA))).outcomes, [{ kind: 'unauthorized', code: 'http_401', detail: /auth_scheme, which is raw/ }])
  const rotated = world(w.url, w.clock, { known: { job_titles: ['Analista'] } }, t, { token: 'old', next_token: 'new' })
  t.equal((await rotated.deliver(desiredOf(ANA))).known.kind, 'active')
  const bearer = await play(t, {}, { auth_scheme: 'bearer' }, { authScheme: 'bearer' })
  t.equal((await bearer.deliver(desiredOf(ANA))).known.kind, 'active')
})

t.test('a filter that the server ignores is no hit, and finds who is among everybody', async (t) => {
  const everybody = [
    { id_person: 1, name: 'One', internal_number: '1', cpf: '111.444.777-35', email: 'one@example.com' },
    { id_person: 2, name: 'Ana Souza', internal_number: '00123', cpf: '529.982.247-25', email: 'ANA.souza@example.com', token: 's3cret' }
  ]
  const url = await serving(t, everybody)
  const w = world(url, { at: START }, {}, t)
  t.same((await w.run(w.plan(desiredOf({ ...ANA, employee_number: '9', work_email: 'x@example.com', cpf: null }), { kind: 'never_looked' }).steps[0]!, desiredOf({ ...ANA, employee_number: '9', work_email: 'x@example.com' }), { kind: 'never_looked' })), {
    kind: 'delivered', known: { kind: 'absent', lookedAt: START }
  })
  const { known } = await w.deliver(leaving(ANA, {}, { date: '2026-03-09' }))
  t.equal(account(known).remoteId, '2')
  t.notMatch(JSON.stringify(known), /s3cret/, 'a token of a person is never kept')
})

t.test('an id that is not found any more is looked up: another id, or gone', async (t) => {
  const w = await play(t)
  const ana = w.seed({ internal_number: '00123', cpf: '52998224725', email: 'ana.souza@example.com', name: 'Ana Souza', position: 'Analista' })
  const { known } = await w.deliver(desiredOf(ANA))
  const moved = await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), { ...account(known), remoteId: '404404' })
  t.same([account(moved.known).remoteId, moved.plan.holds], [ana.id_person, []])
  t.match((await w.deliver(desiredOf({ ...BRUNO, department: 'X' }), { ...account(known), remoteId: '404404' })).outcomes.at(-1), { kind: 'retry', code: 'not_visible_yet' })
  w.clock.at += 31_000
  const gone = await w.deliver(desiredOf({ ...BRUNO, department: 'X' }), { ...account(known), remoteId: '404404' })
  t.same(gone.plan.holds.map(({ reason }) => reason), ['gone'])
  t.equal(w.sent('POST').length, 0)
  t.same((await w.deliver(leaving(BRUNO), gone.known)).plan.holds, [], 'somebody who has left and is gone is nobody’s question')
})

t.test('an account that somebody ended by hand is not changed any more', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.control.apply()
  w.control.seed({ ...w.person(account(known).remoteId), resigned: true, resignation_date: '2026-03-01', resignation_reason: 'V' })
  const changed = await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), known)
  t.same(changed.plan.holds.map(({ reason }) => reason), ['rehire'])
  t.same((await w.deliver(leaving(ANA), known)).known.kind, 'ended')
})

t.test('a read before our last write can be seen does not undo it', async (t) => {
  const w = await play(t)
  const { known } = await w.deliver(desiredOf(ANA))
  w.settle()
  const changed = await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), known)
  w.clock.at += 1000
  const stale = { ...account(changed.known), confirm: { ...account(changed.known).confirm!, at: 0 } }
  const read = await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), stale)
  t.same(read.steps.map(({ kind }) => kind), ['read'])
  w.settle()
  t.equal(account((await w.deliver(desiredOf({ ...ANA, department: 'Varejo' }), read.known)).known).confirmed, true)
  t.equal(w.sent('PUT').length, 1)
})

t.test('a check names the setting that is wrong', async (t) => {
  const w = await play(t)
  t.match(await w.check(), { ok: true, code: 'ok' })
  const empty = await play(t, {}, {}, { known: {} })
  t.match(await empty.check(), { ok: true, code: 'ok' }, 'an account without groups is no fault')
  const checked = (url: string, options = {}, credentials = { token: 'secret' }) => world(url, w.clock, options, t, credentials).check()
  t.match(await checked(w.url, {}, { token: 'wrong' }), { ok: false, code: 'http_401', detail: /auth_scheme/ })
  t.match(await checked(w.url, { auth_scheme: 'bearer' }), { ok: false, code: 'http_401', detail: /auth_scheme, which is bearer/ })
  t.match(await checked(`${w.url}/v9`), { ok: false, code: 'nowhere', detail: /base_url/ })
  t.match(await checked('http://127.0.0.1:1'), { ok: false, code: 'ECONNREFUSED', detail: /base_url/ })
  for (const [fault, code, detail] of [[{ kind: 'html' }, 'not_json', /base_url/], [{ kind: 'redirect' }, 'redirected', /base_url/], [{ kind: 'status', status: 429 }, 'http_429', /patience/]] as const) {
    w.fault(fault)
    t.match(await w.check(), { ok: false, code, detail })
  }
})

t.test('an account without the call for groups still has its titles read', async (t) => {
  const w = await play(t)
  w.seed({ internal_number: '1', position: 'Coordenador' })
  w.fault({ kind: 'status', status: 404, body: '<html>', method: 'GET', path: '/groups/' })
  const { plan, known } = await w.deliver(desiredOf({ ...ANA, job_title: 'coordenador' }))
  t.same([known.kind, plan.holds], ['active', []])
  w.settle()
  t.equal(w.person(account(known).remoteId).position, 'Coordenador', 'in the spelling of Pulses')
})

/** A server that answers every GET with everybody, and says no to the rest. */
async function serving (t: Test, values: unknown): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.method === 'GET' ? { code: 1, message: 'Employees found', values } : { code: 0, message: 'no' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
