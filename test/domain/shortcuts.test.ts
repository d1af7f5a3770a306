import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import t from 'tap'
import { isCalendarDate } from '../../src/domain/calendar.ts'
import { phoneOf } from '../../src/domain/phone.ts'
import { hasControls, tidy } from '../../src/domain/text.ts'

const holds = (property: fc.IProperty<any>) => fc.assert(property, { numRuns: 2000 })
const digits = (minLength: number, maxLength: number) => fc.array(fc.nat(9), { minLength, maxLength }).map((all) => all.join(''))

t.test('a Brazilian number in E.164 is what the library makes of it', async () => holds(
  fc.property(digits(7, 13), (national) => {
    const number = parsePhoneNumberFromString(`+55${national}`, 'BR')
    return phoneOf(`+55${national}`) === (number?.isPossible() ? number.number : undefined)
  })))

t.test('a date is a date of the calendar', async () => holds(
  fc.property(fc.integer({ min: 1895, max: 2205 }), fc.nat(13), fc.nat(32), (year, month, day) => {
    const text = [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
    const exists = (() => { try { return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).year } catch { return 0 } })()
    return isCalendarDate(text) === (exists >= 1900 && exists <= 2199)
  })))

t.test('a text is tidied and refused alike, whether it is plain or not', async () => holds(
  fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(' a', 'a ', 'a b', '', 'Jose\u0301', 'a\u007f', 'a\nb')), (text) =>
    tidy(text) === text.normalize('NFC').trim() && hasControls(text) === (/\p{Cc}/u.test(text) || !text.isWellFormed()))))
