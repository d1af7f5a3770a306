import t from 'tap'
import fc from 'fast-check'
import { advance, fold, keyOf, type Alert, type Cause, type Found, type Step } from '../../src/domain/alert.ts'
import { describeAlert } from '../../src/domain/alert-texts.ts'
import { retryAfter } from '../../src/domain/retry-after.ts'
import { signedHeaders } from '../../src/domain/webhook-signature.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const held = (count: number, more: Partial<Cause> = {}): Cause => ({ tenant: 'acme', key: 'held:one', kind: 'held', about: { reason: 'unknown_value', destination: 'board' }, count, firstAt: 0, lastAt: count, ...more })

/** One cause over time: what the tables say at each moment, undefined: nothing. Answers what was told when. */
function story (moments: [at: number, cause: Cause | undefined][]): [number, string, number][] {
  let alert: Alert | undefined
  return moments.flatMap(([at, cause]): [number, string, number][] => {
    const step = advance(alert, cause, at, 'alert_1')
    if (step === 'forget') { alert = undefined; return [] }
    if (step === undefined) return []
    alert = step.alert.clearedAt === null ? step.alert : undefined
    return step.tell === undefined ? [] : [[at, step.tell.slice('alert.'.length), step.alert.count]]
  })
}

t.test('three hundred of one cause are one alert, and one all-clear', async (t) => {
  t.same(story([[0, held(300)], [2000, held(300)], [4000, undefined], [6000, undefined], [20_000, undefined]]), [[0, 'opened', 300], [20_000, 'cleared', 300]])
})

t.test('what grows is told again when it is ten times as much, and otherwise once a day', async (t) => {
  t.same(story([[0, held(3)], [1, held(29)], [2, held(30)], [3, held(31)], [DAY, held(31)], [DAY + 2, held(31)], [DAY + 3, held(32)], [3 * DAY, held(32)]]),
    [[0, 'opened', 3], [2, 'grown', 30], [DAY + 2, 'grown', 31], [3 * DAY, 'grown', 32]])
})

t.test('what comes back within a moment was never gone', async (t) => {
  t.same(story([[0, held(1)], [1000, undefined], [2000, held(1)], [30_000, undefined], [40_000, undefined], [44_000, held(2)]]), [[0, 'opened', 1]])
})

t.test('what may pass by itself is told when it has lasted, and never when it has not', async (t) => {
  const unwell = held(1, { kind: 'destination_unwell' })
  t.same(story([[0, unwell], [14 * MINUTE, unwell], [15 * MINUTE, unwell]]), [[15 * MINUTE, 'opened', 1]])
  t.same(story([[0, unwell], [MINUTE, undefined], [2 * MINUTE, undefined], [16 * MINUTE, unwell]]), [])
})

t.test('who has left and stays is critical', async (t) => {
  const severity = (cause: Cause) => (advance(undefined, cause, 0, 'x') as Step).alert.severity
  t.equal(severity(held(1)), 'warning')
  t.equal(severity(held(1, { about: { code: 'ending' } })), 'critical')
  t.equal(severity(held(1, { kind: 'termination_failed' })), 'critical')
  t.equal(severity(held(1, { kind: 'brake', about: { code: 'endings' } })), 'critical')
  t.equal(severity(held(1, { kind: 'brake', about: { code: 'hires' } })), 'warning')
})

const crowd = (n: number, from = 0): Found[] => Array.from({ length: n }, (_, i) => ({ ...held(1), key: `held:${from + i}`, firstAt: from + i, lastAt: from + i, sort: 'unknown_value:dst' }))

t.test('a thousand causes of one sort are twenty alerts and one for the rest', async (t) => {
  const all = fold(crowd(1000), new Set())
  t.equal(all.length, 21)
  t.match(all.at(-1), { key: 'held:unknown_value:dst:others', count: 980, firstAt: 20, lastAt: 999 })
  t.notOk('sort' in all[0]!)
})

t.test('folding keeps counts, never tells a cause twice, and forgets nobody', async () => fc.assert(fc.property(fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 60 })), { minLength: 1, maxLength: 6 }), (rounds) => {
  let live = new Set<string>()
  for (const round of rounds) {
    const causes = round.map((i) => crowd(1, i)[0]!)
    const folded = fold(causes, live)
    if (folded.reduce((sum, { count }) => sum + count, 0) !== causes.length) return false
    if (new Set(folded.map(keyOf)).size !== folded.length) return false
    if (causes.some((each) => live.has(keyOf(each)) && !folded.some((one) => keyOf(one) === keyOf(each)))) return false
    live = new Set(folded.map(keyOf))
  }
  return true
})))

t.test('an alert says where to look, in the language of the reader', async (t) => {
  const { alert } = advance(undefined, held(12, { about: { reason: 'unknown_value', destination: 'board', cause: 'c1' } }), 1000, 'alert_1') as Step
  t.match(describeAlert(alert, { publicUrl: 'https://cracha.example', language: 'en' }), {
    title: '12 people at board waiting for an answer: a title or group that the destination does not have.',
    link: 'https://cracha.example/v1/holds?status=open&reason=unknown_value&destination=board&cause=c1',
    last_at: '1970-01-01T00:00:00.012Z'
  })
  t.equal(describeAlert({ ...alert, count: 1 }, { publicUrl: '', language: 'pt-BR', type: 'alert.cleared' }).title, 'Resolvido. Era: 1 pessoa em board aguardando uma resposta: um cargo ou grupo que o destino não tem.')
  const failed = { ...alert, kind: 'failed', about: { destination: 'a b', code: 'http_422', status: 'failed' } } as const
  t.match(describeAlert(failed, { publicUrl: '', language: 'en' }), { title: '12 people given up at a b (http_422).', detail: 'The destination refuses this (http_422).', link: '/v1/events?status=failed&destination=a+b' })
})

t.test('signatures are those of the standard\'s own example, one for each secret', async (t) => {
  const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const headers = signedHeaders(`whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ${other}`, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1614265330_000)
  t.equal(headers['webhook-timestamp'], '1614265330')
  const [first, second] = headers['webhook-signature']!.split(' ')
  t.equal(first, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  t.match(second, /^v1,[A-Za-z0-9+/]{43}=$/)
})

t.test('Retry-After is seconds or a date, a day at most', async (t) => {
  t.equal(retryAfter('120', 1000), 121_000)
  t.equal(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 0), 60_000)
  t.equal(retryAfter('9999999', 0), DAY)
  for (const nothing of [undefined, '', 'soon', '-1']) t.equal(retryAfter(nothing, 0), undefined)
})
