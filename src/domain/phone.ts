import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * E.164 of a phone number; a number without a country code is Brazilian. A possible number whose range the library does not
 * know as assigned is still taken: numbering plans change faster than libraries. undefined when it cannot be a number.
 */
export function phoneOf (text: string): string | undefined {
  if (last.text !== text) last = { text, phone: parsed(text) }
  return last.phone
}

/** Brazilian numbers in E.164 already: of a possible length, and without a national prefix (0, 90) that the library would take off. */
const BRAZILIAN = /^\+55(?:[1-8]\d|9[1-9])\d{8,9}$/

/** Checked and then written in its one form: the same number is asked for twice in a row, and parsing is slow. */
let last: { text: string, phone: string | undefined } = { text: '', phone: undefined }

function parsed (text: string): string | undefined {
  if (BRAZILIAN.test(text)) return text
  // "0XX11 ..." and "0 15 11 ...": the carrier code of the old national form is not part of the number.
  const local = text.replace(/^\s*0\s*(xx|XX|\d{2}(?=\D*\d{10,11}\D*$))/, '')
  const number = parsePhoneNumberFromString(local, 'BR')
  return number?.isPossible() ? number.number : undefined
}
