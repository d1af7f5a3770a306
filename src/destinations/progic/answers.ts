import type { Answer } from '../../domain/destination.ts'
import { classOfStatus, isObject, type Class as Common } from '../accounts/exchange.ts'
import type { MEANINGS } from './endpoint.ts'
import type { ProgicOptions } from './options.ts'
import { at, isValue } from './paths.ts'

/** Refusals whose meaning is known. */
export type Refusal = 'exists' | 'not_found' | 'forbidden' | 'invalid'
export type Class = Common | Refusal | 'unrecognised'

/** What a call is about: the same status says different things of one employee and of a list. */
export type Subject = 'create' | 'update' | 'delete' | 'one' | 'list'

const OF_CODE: Record<typeof MEANINGS[number], Class> = {
  exists: 'exists', missing: 'not_found', group: 'forbidden', invalid: 'invalid', throttled: 'throttled', unauthorized: 'unauthorized'
}

/**
 * The one table (status, code) → what an answer is. Codes are the owner's; statuses mean what they mean everywhere. What it
 * does not know is never a success.
 */
export function classOf ({ status, headers, body: text }: Answer, body: unknown, about: Subject, options: ProgicOptions): Class {
  const { errors, empty_answers: empty } = options
  const code = errors.code === undefined ? undefined : at(body, errors.code)
  const named = (typeof code === 'string' || typeof code === 'number') && Object.hasOwn(errors.codes, code) ? errors.codes[code] : undefined
  const says = errors.ok === undefined ? undefined : at(body, errors.ok.path)
  const denies = errors.ok !== undefined && says !== undefined && !isValue(says, errors.ok.value)
  // A server that is broken says nothing by its codes.
  if (status >= 500) return classOfStatus(status)!
  if (status >= 400 || denies) return named === undefined ? ofStatus(status, text, body, about, options) : OF_CODE[named]
  if (status >= 300) return 'redirected'
  if (named !== undefined) return 'contradictory'
  if (!meansYes(status, about, options)) return 'not_json'
  if (text.trim() === '') return isWrite(about) && (empty.includes(status) || hasLocation(headers, about, options)) ? 'ok' : 'not_json'
  if (errors.ok !== undefined && says === undefined) return 'not_json'
  return body === undefined || (isWrite(about) && !isObject(body) && !Array.isArray(body)) ? 'not_json' : 'ok'
}

const isWrite = (about: Subject): boolean => about === 'create' || about === 'update' || about === 'delete'

const meansYes = (status: number, about: Subject, options: ProgicOptions): boolean =>
  status >= 200 && (about === 'one' || about === 'list' || options[about].success?.includes(status) !== false)

const hasLocation = (headers: Answer['headers'], about: Subject, { id }: ProgicOptions): boolean => about === 'create' && id === 'location' && locationIn(headers) !== undefined

/** The last part of the Location header. */
export function locationIn (headers: Answer['headers']): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'location')?.[1]
  const last = [found].flat()[0]?.split(/[?#]/)[0]?.split('/').filter((part) => part !== '').at(-1)
  try {
    return last === undefined ? undefined : decodeURIComponent(last)
  } catch {
    return undefined   // not encoded as a URL is: no id of anybody
  }
}

function ofStatus (status: number, text: string, body: unknown, about: Subject, { find }: ProgicOptions): Class {
  const common = classOfStatus(status)
  if (common !== undefined) return common
  if (status === 403) return 'forbidden'
  if (status === 409) return 'exists'
  if (status === 405) return 'nowhere'
  if (status === 404 || status === 410) return isAboutOne(about) || (about === 'list' && find.not_found === 'nobody') ? absent(text, body) : 'nowhere'
  return status === 400 || status === 422 ? 'invalid' : 'unrecognised'
}

const isAboutOne = (about: Subject): boolean => about === 'update' || about === 'delete' || about === 'one'

/** A page instead of data: nothing of this API is here. */
const absent = (text: string, body: unknown): Class => text.trim() === '' || body !== undefined ? 'not_found' : 'nowhere'
