import t, { type Test } from 'tap'
import type { Journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import { connect, TODAY, type Connected } from './connected.ts'
import type { Play, Somebody, Vendor } from './play/play.ts'

const CPFS = ['52998224725', '11144477735', '12345678909', '00000000191', '39053344705', '71428793860', '87748248800']
const somebody = (n: number, more: Partial<Somebody> = {}): Somebody => ({
  id: String(1000 + n), cpf: CPFS[n]!, email: `person${n}@example.com`, first: 'Ana', last: `Souza ${'ABCDEFGH'[n]}`, title: 'Analista', department: 'Vendas', hired: '2024-02-0' + String(1 + n), ...more
})

type Account = ReturnType<Journey['sandbox']['people']>[number]
interface Played extends Connected { vendor: Vendor, account (n: number): Account | undefined }

async function played (t: Test, play: Play, crowd: number, options: object = {}): Promise<Played> {
  const vendor = await play.start()
  t.teardown(() => vendor.close())
  for (let n = 0; n < crowd; n++) vendor.hire(somebody(n))
  const { settings, credentials, options: own = {} } = vendor.source
  const connected = await connect(t, { kind: play.kind, settings, credentials, options: { ...own, default_reason: 'not_applicable', ...options } })
  return { ...connected, vendor, account: (n) => connected.all.sandbox.people().find(({ cpf }) => cpf?.replace(/\D/g, '') === CPFS[n]) }
}

/** What every source that is read has to do, played with its sandbox over real sockets and delivered to the strict platform. */
export function conform (play: Play): void {
  t.test(`${play.kind}: a first read hires everybody, and a second one makes no call`, async (t) => {
    const { run, account, calls } = await played(t, play, 3)
    t.match(await run(), { status: 'complete', complete: true, people_read: 3, unclear: 0 })
    for (const n of [0, 1, 2]) t.match(account(n), { name: /Ana Souza/ }, `person ${n} has an account`)
    const before = calls()
    t.match(await run('everybody'), { status: 'complete', events_made: 0 })
    t.equal(calls(), before, 'nothing was different, so nothing was sent')
  })

  t.test(`${play.kind}: a change, an ending and a rehire are read`, async (t) => {
    const { run, vendor, account, calls } = await played(t, play, 2, { people: 'all' })
    await run()
    vendor.change('1000', { title: 'Gerente', email: 'other@example.com' })
    vendor.terminate('1001', TODAY)
    t.match(await run(), { status: 'complete', endings: 1 })
    await until(() => account(0)?.email === 'other@example.com')
    await until(() => calls('DELETE') > 0)
    vendor.rehire('1001', '2026-12-01')
    t.match(await run(), { status: 'complete', unclear: 0 })
  })

  t.test(`${play.kind}: an ending that is still to come waits for its day`, async (t) => {
    const { run, vendor, all, account, calls } = await played(t, play, 1)
    await run()
    vendor.terminate('1000', new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10))
    t.match(await run(), { status: 'complete' })
    t.notOk(calls('DELETE') > 0, 'not today')
    t.ok(account(0), 'still there')
    t.match((await all.call('/v1/employees')).body.data.length, 1)
  })

  t.test(`${play.kind}: a read that is not complete dismisses nobody`, async (t) => {
    const { run, vendor, calls } = await played(t, play, 2)
    await run()
    vendor.terminate('1001', TODAY)
    vendor.vanish?.('1000')
    vendor.fail(404, 1000)
    const failed = await run('everybody')
    t.match(failed, { status: 'failed', complete: false })
    t.ok(failed.error?.detail, 'it says why')
    t.notOk(calls('DELETE') > 0)
  })

  t.test(`${play.kind}: a status that nobody translated is shown, and nothing is forwarded`, async (t) => {
    const { run, vendor, all, calls } = await played(t, play, 1)
    await run()
    const before = calls()
    vendor.puzzle('1000')
    t.match(await run('everybody'), { status: 'complete', unclear: 1 })
    t.equal(calls(), before)
    t.match((await all.call('/v1/messages?status=failed')).body.data, [{ reason: /not translated/ }])
  })

  t.test(`${play.kind}: whoever vanishes is believed gone only after two complete reads`, async (t) => {
    const { run, vendor, calls } = await played(t, play, 2)
    if (vendor.vanish === undefined) return t.pass('nobody vanishes here')
    await run()
    vendor.vanish('1001')
    const deleted = () => calls('DELETE')
    t.match(await run('everybody'), { status: 'complete', missing: 1, endings: 0 })
    t.equal(deleted(), 0)
    t.match(await run('everybody'), { status: 'complete', endings: 1 })
    await until(() => deleted() === 1)
    await run('everybody')
    t.equal(deleted(), 1)
  })

  t.test(`${play.kind}: a run goes on where it was after the server stopped`, async (t) => {
    const { run, vendor, all, account } = await played(t, play, 3)
    vendor.fail(503, 2)
    const begun = all.call('/v1/tenants/acme/sources/hr/runs', {})
    await begun
    await all.restart()
    t.match(await run(), { status: 'complete' })
    for (const n of [0, 1, 2]) t.ok(account(n))
  })

  t.test(`${play.kind}: webhooks are looked up or understood, and forged ones are refused`, async (t) => {
    const { vendor, tell, account, all, calls } = await played(t, play, 0)
    if (vendor.notify === undefined || vendor.forge === undefined) return t.pass('it has no webhooks')
    vendor.hire(somebody(0))
    t.equal(await tell(vendor.forge('1000')), 401)
    t.same((await all.call('/v1/messages')).body.data, [])
    for (let times = 0; times < 3; times++) t.ok([200, 202, 204].includes(await tell(vendor.notify('hire', '1000'))))
    await until(() => account(0) !== undefined)
    vendor.change('1000', { email: 'other@example.com' })
    await tell(vendor.notify('change', '1000'))
    await until(() => account(0)?.email === 'other@example.com')
    vendor.terminate('1000', TODAY)
    await tell(vendor.notify('termination', '1000'))
    await until(() => calls('DELETE') > 0)
    t.equal(all.sandbox.people().length, 1, 'nobody twice')
  })
}
