import type { Answer, Call } from '../../domain/destination.ts'
import { classOfStatus, isObject, type Class as Common } from '../accounts/exchange.ts'
import { blocks, isAboutAll, isAboutUsers, isReasons, opens } from './calls.ts'
import { attributeField } from './lines.ts'
import { isBlockedIn } from './user.ts'

/** Refusals whose meaning is known. */
export type Refusal = 'invalid' | 'duplicate' | 'not_found' | 'forbidden' | 'payment' | 'wrong_media'

export type Class = Common | Refusal | 'unrecognised'

/** What an answer says is wrong with one field, by the name it is written with. */
export interface Wrong { field: string, code: string }

const CODES: Readonly<Record<string, Refusal>> = { duplicate_value: 'duplicate' }
const TYPES: Readonly<Record<string, Class>> = { validation_error: 'invalid', invalid_request_error: 'invalid', authentication_error: 'unauthorized', api_connection_error: 'broken' }
const STATUSES: Readonly<Record<number, Refusal>> = { 400: 'invalid', 402: 'payment', 404: 'not_found', 409: 'duplicate', 415: 'wrong_media', 422: 'invalid' }

/** The one table: status, what the body says, and what the call was about. */
export function classOf ({ status }: Pick<Answer, 'status'>, body: unknown, call: Call): Class {
  const said = isObject(body) ? body : undefined
  if (status >= 400 && says(said, 'rate_limit_exceeded')) return 'throttled'
  const common = classOfStatus(status)
  if (common !== undefined) return common
  if (status >= 200 && status < 300) return ofSuccess(said, call)
  const type = TYPES[String(said?.error_type)]
  // A key that may not touch one list can still serve everybody.
  if (status === 403) return isAboutUsers(call) && !isReasons(call) ? 'unauthorized' : 'forbidden'
  if (status === 404) return said !== undefined && !isAboutAll(call) ? 'not_found' : 'nowhere'
  if (status === 405 || status === 406) return 'nowhere'
  if (type === 'unauthorized' || type === 'broken') return type
  if (wrongIn(body).some(({ code }) => CODES[code] === 'duplicate')) return 'duplicate'
  return STATUSES[status] ?? 'unrecognised'
}

/** success is true, or nothing is sure; the list of reasons alone has another envelope. */
function ofSuccess (said: Record<string, unknown> | undefined, call: Call): Class {
  if (said === undefined) return 'not_json'
  if (said.success === true) return isDenied(said, call) ? 'contradictory' : 'ok'
  if (said.success === false) return wrongIn(said).length > 0 ? wrongIn(said).some(({ code }) => CODES[code] === 'duplicate') ? 'duplicate' : 'invalid' : 'contradictory'
  return isReasons(call) && Array.isArray(said.data) && /^(true|success|ok|200)$/i.test(String(said.status)) ? 'ok' : 'not_json'
}

/** Says that somebody was blocked, or let in, and shows them as they were. */
function isDenied ({ data }: Record<string, unknown>, call: Call): boolean {
  const [user] = [data].flat()
  const blocked = isObject(user) ? isBlockedIn(user) : undefined
  return blocked !== undefined && ((blocks(call) && !blocked) || (opens(call) && blocked))
}

const says = (said: Record<string, unknown> | undefined, word: string): boolean =>
  said !== undefined && ([said.error_type, said.error, said.code, said.message].includes(word) || wrongIn(said).some(({ code }) => code === word))

/** Names that are read otherwise than they are written. */
const WRITTEN: Readonly<Record<string, string>> = { birthdate: 'birth_date', business_unit: 'businesses', manager: 'manager_id' }

/** The fields that an answer complains of. Never throws. */
export function wrongIn (body: unknown): Wrong[] {
  const errors = isObject(body) && Array.isArray(body.errors) ? body.errors : []
  return errors.flatMap((each) => {
    if (!isObject(each)) return []
    return [{ field: typeof each.field === 'string' ? fieldIn(each.field) : '', code: typeof each.code === 'string' ? each.code : '' }]
  })
}

function fieldIn (name: string): string {
  const plain = name.replace(/^(?:user|data)\./, '').replace(/(?:\.\d+|\[\d*\])+$/, '')
  const attribute = /^(?:custom_attributes\.)?(custom-attribute-.+)$/.exec(plain)?.[1] ?? /^custom_attributes\.(.+)$/.exec(plain)?.[1]
  return attribute === undefined ? WRITTEN[plain] ?? plain : attributeField(attribute)
}
