/** A whole number as the services write it, also as a decimal or with an exponent: 1, 1.0, "1,00", 5.2998224725E10. Otherwise the text. */
export function whole (text: string): string {
  const trimmed = text.trim()
  if (/^\d+$/.test(trimmed)) return trimmed.replace(/^0+(?=\d)/, '')
  const number = /^\d+([.,]\d+)?(E\+?\d{1,2})?$/i.test(trimmed) ? Number(trimmed.replace(',', '.')) : NaN
  return Number.isSafeInteger(number) ? String(number) : trimmed
}

/** A CPF is kept as a number there: the zeros in front of it are gone. */
export function cpfOf (text: string): string | undefined {
  const digits = whole(text)
  if (digits === '0') return undefined
  return /^\d{1,11}$/.test(digits) ? digits.padStart(11, '0') : text
}
