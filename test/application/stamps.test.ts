import fc from 'fast-check'
import t from 'tap'
import { stampTime } from '../../src/application/interpret/statements.ts'
import { dateIn, daysAfter, instantIn, instantOf } from '../../src/domain/calendar.ts'
import { CLOCK_TOLERANCE_MS } from '../../src/domain/understand.ts'

const RECEIVED = instantOf('2026-03-02T15:00:00Z')!
const PLAIN = 'America/Sao_Paulo'       // no daylight saving time since 2019
const CHANGING = 'America/Santiago'     // springs forward at midnight: the day begins at one

t.test('a statement counts from its own time, and else from its arrival', async (t) => {
  t.equal(stampTime({}, RECEIVED, PLAIN), RECEIVED)
  t.equal(stampTime({ occurredAt: RECEIVED - 86_400_000 }, RECEIVED, PLAIN), RECEIVED - 86_400_000)
  t.equal(stampTime({ occurredAt: RECEIVED + CLOCK_TOLERANCE_MS }, RECEIVED, PLAIN), RECEIVED + CLOCK_TOLERANCE_MS, 'a clock may be a little ahead')
})

t.test('a clock that is further ahead is taken as five minutes ahead', async (t) => {
  for (const ahead of [CLOCK_TOLERANCE_MS + 1, 3_600_000, 10 * 365 * 86_400_000]) {
    t.equal(stampTime({ occurredAt: RECEIVED + ahead }, RECEIVED, PLAIN), RECEIVED + 5 * 60_000)
  }
})

t.test('a day that is to come begins at its midnight where the tenant is', async (t) => {
  t.equal(stampTime({ effectiveOn: '2026-04-01' }, RECEIVED, PLAIN), instantOf('2026-04-01T00:00:00-03:00'))
  t.equal(stampTime({ effectiveOn: '2026-04-01' }, RECEIVED, 'Asia/Tokyo'), instantOf('2026-04-01T00:00:00+09:00'))
  t.equal(stampTime({ effectiveOn: '2026-03-02' }, RECEIVED, PLAIN), RECEIVED, 'today counts from now')
  t.equal(stampTime({ effectiveOn: '2026-01-01' }, RECEIVED, PLAIN), RECEIVED, 'a day that has passed moves nothing back')
  t.equal(stampTime({ effectiveOn: '2026-03-03', occurredAt: RECEIVED - 1 }, RECEIVED, 'Pacific/Kiritimati'), RECEIVED - 1, 'where it is tomorrow already')
})

t.test('where midnight does not exist, the day begins with its first minute', async (t) => {
  t.equal(stampTime({ effectiveOn: '2026-09-06' }, RECEIVED, CHANGING), instantOf('2026-09-06T01:00:00-03:00'))
  t.equal(stampTime({ effectiveOn: '2026-09-05' }, RECEIVED, CHANGING), instantOf('2026-09-05T00:00:00-04:00'))
  t.equal(stampTime({ effectiveOn: '2026-04-05' }, RECEIVED, CHANGING), instantOf('2026-04-05T00:00:00-04:00'), 'the hour that comes twice lies before midnight')
  t.equal(stampTime({ effectiveOn: '2018-11-04' }, instantOf('2018-10-01T00:00:00Z')!, PLAIN), instantOf('2018-11-04T01:00:00-02:00'), 'as in Brazil once')
})

t.test('a stamp is never before the time of the fact, never after both limits, and on its day', async () => {
  fc.assert(fc.property(fc.integer({ min: -400, max: 10 }), fc.option(fc.integer({ min: -30, max: 400 })), fc.constantFrom(PLAIN, CHANGING, 'Europe/Lisbon', 'Asia/Kolkata', 'Pacific/Kiritimati'), (minutes, days, zone) => {
    const occurredAt = RECEIVED + minutes * 60_000
    const effectiveOn = days === null ? undefined : daysAfter('2026-03-02', days)
    const time = stampTime({ occurredAt, ...(effectiveOn && { effectiveOn }) }, RECEIVED, zone)
    const base = Math.min(occurredAt, RECEIVED + CLOCK_TOLERANCE_MS)
    if (effectiveOn === undefined || instantIn(zone, effectiveOn) <= base) return time === base
    return dateIn(zone, time) === effectiveOn && dateIn(zone, time - 1) < effectiveOn
  }), { numRuns: 1000 })
})
