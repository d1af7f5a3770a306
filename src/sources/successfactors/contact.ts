import { isObject, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { listed } from './record.ts'
import type { Options } from './settings.ts'

/** The work e-mail and the personal one. Types are ids of options that differ per company: unless translated, the primary one is the work e-mail. */
export function emailsIn (nav: unknown, user: unknown, { email_types: types }: Options): Json {
  const all = primaryFirst(listed(nav)).map((each) => ({ address: each.emailAddress, use: useOf(each.emailType, each.emailTypeNav, types) }))
  const work = all.find(({ use }) => use === 'work') ?? (types === undefined ? all[0] : all.find(({ use }) => use === undefined))
  const personal = all.find(({ use }) => use === 'personal')
  return { work: work?.address ?? (isObject(user) ? user.email ?? undefined : undefined), personal: personal?.address }
}

/** The mobile phone, from its parts. */
export function phoneIn (nav: unknown, { phone_types: types }: Options): Json | undefined {
  const phone = primaryFirst(listed(nav)).find((each) => types === undefined || useOf(each.phoneType, each.phoneTypeNav, types) === 'mobile')
  if (phone === undefined) return undefined
  const digits = (value: unknown): string => typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\D/g, '') : ''
  const [country, area, number] = [digits(phone.countryCode), digits(phone.areaCode), digits(phone.phoneNumber)]
  const isWhole = typeof phone.phoneNumber === 'string' && phone.phoneNumber.trim().startsWith('+')
  return number === '' ? undefined : { mobile: isWhole ? `+${number}` : country === '' ? `${area}${number}` : `+${country}${area}${number}` }
}

const primaryFirst = (all: Json[]): Json[] => all.toSorted((a, b) => Number(isPrimary(b)) - Number(isPrimary(a)))
const isPrimary = ({ isPrimary: value }: Json): boolean => value === true || value === 'true'

function useOf<T> (id: unknown, option: unknown, types: Record<string, T> | undefined): T | undefined {
  const words = [id, isObject(option) ? option.externalCode : undefined].flatMap((each) => typeof each === 'string' || typeof each === 'number' ? [String(each)] : [])
  for (const word of words) {
    const use = meaning(word, types)
    if (use !== undefined) return use
  }
}
