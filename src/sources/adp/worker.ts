import { cpfOf } from '../../domain/cpf.ts'
import { dateFrom } from '../dates.ts'
import { isObject, type Json } from '../json.ts'

/** What a member of a record says: a text; null: the place is there and empty; undefined: not told. */
export type Text = string | null | undefined

export const textIn = (value: unknown): Text => {
  if (value === null) return null
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export const objectAt = (value: unknown): Json => isObject(value) ? value : {}
export const listAt = (value: unknown): Json[] => Array.isArray(value) ? value.filter(isObject) : []

/** A code carries codeValue and a short or a long name; what people read is the name. */
export function labelOf (code: unknown): Text {
  if (!isObject(code)) return textIn(code)
  return textIn(code.longName) ?? textIn(code.shortName) ?? textIn(code.codeValue)
}

/** A calendar date as it is written; undefined where there is none, or none that can be one. */
export function dayIn (value: unknown): string | undefined {
  const day = typeof value === 'string' ? dateFrom(value) : undefined
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !day.startsWith('0000') ? day : undefined
}

/** Whom a person is: names, addresses and numbers, of which masked ones are not told. */
export function personalOf ({ person, businessCommunication: business }: Json): Json {
  const { legalName, preferredName, communication, birthDate, genderCode, governmentIDs } = objectAt(person)
  const name = objectAt(legalName)
  const [given, middle, ...family] = [name.givenName, name.middleName, name.familyName1, name.familyName2].map(textIn)
  const preferred = objectAt(preferredName)
  const [social, socialFamily] = [textIn(preferred.givenName), joined(textIn(preferred.familyName1), textIn(preferred.familyName2))]
  const sex = textIn(objectAt(genderCode).codeValue)
  return {
    full_name: joined(given, middle, ...family) ?? textIn(objectAt(legalName).formattedName),
    first_name: given,
    last_name: joined(...family),
    social_name: social == null ? undefined : joined(social, socialFamily ?? joined(...family)),
    work_email: emailIn(business),
    personal_email: emailIn(communication),
    mobile_phone: mobileIn(business) ?? mobileIn(communication),
    // The year 0000 is a mask.
    birth_date: dayIn(birthDate),
    sex: sex === 'M' || sex === 'F' ? sex : undefined,
    cpf: cpfIn(governmentIDs)
  }
}

const joined = (...parts: Text[]): string | undefined => parts.filter((part) => typeof part === 'string').join(' ') || undefined

const emailIn = (communication: unknown): Text =>
  listAt(objectAt(communication).emails).map(({ emailUri }) => textIn(emailUri)).find((each) => typeof each === 'string')

function mobileIn (communication: unknown): Text {
  const [mobile] = listAt(objectAt(communication).mobiles)
  if (mobile === undefined) return undefined
  const [country, area, number] = [mobile.countryDialing, mobile.areaDialing, mobile.dialNumber].map((part) => (textIn(part) ?? '').replace(/\D/g, ''))
  return country !== '' && number !== '' ? `+${country}${area}${number}` : textIn(mobile.formattedNumber) ?? (number === '' ? undefined : `${area}${number}`)
}

/** Of all documents only a CPF, and only one that is whole: the others, and what is left of masked ones, are nobody's number. */
function cpfIn (ids: unknown): string | undefined {
  const cpf = listAt(ids).find(({ nameCode }) => Object.values(objectAt(nameCode)).some((each) => typeof each === 'string' && /\bCPF\b/i.test(each)))
  const text = textIn(cpf?.idValue)
  if (typeof text !== 'string' || /[x*#•]/i.test(text)) return undefined
  return cpfOf(text) === undefined && /^0{3}\D?0{2}/.test(text) ? undefined : text
}

/** The person as the vendor has them, without documents: for paths of the owner's own. */
export function withoutDocuments (person: unknown): Json {
  const { governmentIDs: _ids, birthDate, socialInsurancePrograms: _programs, ...rest } = objectAt(person)
  return { ...rest, ...(dayIn(birthDate) !== undefined && { birthDate }) }
}

/** Units by the code of their type, as it is written and in small letters and digits alone; the home ones before the assigned ones. */
export function unitsOf ({ homeOrganizationalUnits: home, assignedOrganizationalUnits: assigned }: Json): Json {
  return Object.fromEntries([...listAt(assigned), ...listAt(home)].flatMap(({ nameCode, typeCode }): [string, unknown][] => {
    const type = textIn(objectAt(typeCode).codeValue) ?? labelOf(typeCode)
    return typeof type !== 'string' ? [] : [...new Set([pathName(type), plainKey(type)])].map((key) => [key, { name: labelOf(nameCode) ?? null, code: textIn(objectAt(nameCode).codeValue) ?? null }])
  }))
}

const plainKey = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
/** A dot would be read as a step of a path. */
const pathName = (name: string): string => name.replaceAll('.', '_')

const VALUES: Record<string, (field: Json) => unknown> = {
  stringFields: ({ stringValue }) => textIn(stringValue),
  dateFields: ({ dateValue }) => textIn(dateValue),
  codeFields: ({ codeValue, shortName, longName }) => labelOf({ codeValue, shortName, longName }),
  numberFields: ({ numberValue }) => textIn(numberValue),
  indicatorFields: ({ indicatorValue }) => typeof indicatorValue === 'boolean' ? indicatorValue : textIn(indicatorValue)
}

/** The customer's own fields by the code of their name; one without a value is there and empty. The worker's go before the person's and the assignment's. */
export function customOf (...groups: unknown[]): Json {
  return Object.fromEntries(groups.toReversed().flatMap((group) => Object.entries(VALUES).flatMap(([family, valueOf]) =>
    listAt(objectAt(group)[family]).flatMap((field): [string, unknown][] => {
      const { codeValue, shortName } = objectAt(field.nameCode)
      const names = [shortName, codeValue].map(textIn).filter((name) => typeof name === 'string')
      return names.map((name) => [pathName(name), valueOf(field) ?? null])
    }))))
}
