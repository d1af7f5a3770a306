const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo', dateStyle: 'short', timeStyle: 'medium' })

/** "YYYY-MM-DD HH:MM:SS" where the vendor's server stands; like the vendor's, it names no zone. */
export function localTimestamp (at: Date): string {
  return clock.format(at)
}

export function localDate (at: Date): string {
  return localTimestamp(at).slice(0, 10)
}

export function isCalendarDate (text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** The 11 digits of a CPF written with all of its punctuation or with none; undefined when it is not one. */
export function cpfDigits (text: string): string | undefined {
  if (!/^(\d{11}|\d{3}\.\d{3}\.\d{3}-\d{2})$/.test(text)) return undefined
  const digits = text.replace(/\D/g, '')
  if (/^(\d)\1*$/.test(digits)) return undefined
  return checkDigit(digits, 9) === digits[9] && checkDigit(digits, 10) === digits[10] ? digits : undefined
}

function checkDigit (digits: string, length: number): string {
  let sum = 0
  for (let i = 0; i < length; i++) sum += Number(digits[i]) * (length + 1 - i)
  return String(sum * 10 % 11 % 10)
}

export function punctuated (cpf: string): string {
  return cpf.replace(/^(\d{3})(\d{3})(\d{3})(\d{2})$/, '$1.$2.$3-$4')
}

/** Whole years and the months left over between two calendar dates. */
export function elapsed (from: string, to: string): { years: number, months: number } {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number)
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number)
  const months = (toYear - fromYear) * 12 + toMonth - fromMonth - (toDay < fromDay ? 1 : 0)
  return { years: Math.floor(months / 12), months: ((months % 12) + 12) % 12 }
}
