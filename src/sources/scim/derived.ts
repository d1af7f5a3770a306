import { valuesAt, type Json, type Name } from './paths.ts'
import { ENTERPRISE } from './schemas.ts'
import type { Options } from './settings.ts'

/** Ids of this API, told from whatever else may name a manager. */
const OURS = /^res_[0-9a-f]{12,64}$/
const ADDRESS = /^[^\s@]+@[^\s@]+$/

/** A user with what no single attribute says, each under a name of its own, so that a mapping can be given another place. */
export function derivedFrom (user: Json, options: Options): Json {
  const language = languageIn(textAt(user, { attribute: 'preferredLanguage' }) ?? textAt(user, { attribute: 'locale' }))
  const userName = textAt(user, { attribute: 'userName' })
  return {
    ...user,
    derived: {
      number: numberIn(user, options),
      address: userName !== undefined && ADDRESS.test(userName) ? userName : undefined,
      full: fullName(user),
      language
    },
    derivedManager: managerIn(user, options)
  }
}

function numberIn (user: Json, { employee_number_from: from = 'enterprise' }: Options): string | undefined {
  if (from === 'none') return undefined
  return textAt(user, from === 'enterprise' ? { extension: ENTERPRISE, attribute: 'employeeNumber' } : { attribute: from })
}

/** The parts together where both ends are told: a change of one of them may leave the name as a whole as it was. */
function fullName (user: Json): string | undefined {
  const [given, middle, family, formatted] = ['givenName', 'middleName', 'familyName', 'formatted'].map((sub) => textAt(user, { attribute: 'name', sub }))
  if (given !== undefined && family !== undefined) return [given, middle, family].filter((part) => part !== undefined).join(' ')
  return formatted ?? textAt(user, { attribute: 'displayName' })
}

function managerIn (user: Json, { manager_is: is = 'any' }: Options): Json {
  const value = textAt(user, { extension: ENTERPRISE, attribute: 'manager', sub: 'value' })
  if (value === undefined) return {}
  const kind = is !== 'any' ? is : OURS.test(value) ? 'id' : ADDRESS.test(value) ? 'work_email' : 'employee_number'
  return { [kind]: value }
}

function languageIn (text = ''): string | undefined {
  const language = text.slice(0, 2).toLowerCase()
  return { pt: 'pt-BR', en: 'en-US', es: 'es-ES' }[language]
}

function textAt (user: Json, name: Name): string | undefined {
  const [value] = valuesAt(user, name)
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return text === '' ? undefined : text
}
