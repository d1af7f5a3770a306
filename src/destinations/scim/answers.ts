import type { Answer, Call } from '../../domain/destination.ts'
import { classOfStatus, isObject, type Class } from '../accounts/exchange.ts'
import { valueIn } from './attributes.ts'
import { isAboutOne, isSearch } from './calls.ts'
import { idIn } from './resource.ts'

/** Refusals whose meaning is known. */
export type Refusal =
  | 'uniqueness' | 'mutability' | 'invalid_value' | 'invalid_syntax' | 'invalid_path' | 'no_target' | 'invalid_filter' | 'too_many' | 'sensitive'
  | 'version' | 'not_found' | 'not_implemented' | 'forbidden' | 'too_large'

/** What a provider says of an error: RFC 7644, 3.12. */
const TYPES: Record<string, Refusal> = {
  uniqueness: 'uniqueness',
  mutability: 'mutability',
  invalidvalue: 'invalid_value',
  invalidsyntax: 'invalid_syntax',
  invalidpath: 'invalid_path',
  notarget: 'no_target',
  invalidfilter: 'invalid_filter',
  toomany: 'too_many',
  sensitive: 'sensitive',
  invalidvers: 'invalid_syntax'
}

/** What a status says where no type is told. */
const STATUSES: Record<number, Refusal> = {
  400: 'invalid_value', 403: 'forbidden', 404: 'not_found', 405: 'not_implemented', 409: 'uniqueness', 410: 'not_found', 412: 'version', 413: 'too_large', 422: 'invalid_value', 428: 'version', 501: 'not_implemented'
}

/** One table: the type of an error, then its status. Nothing is decided by a text for people. */
export function classOf (answer: Pick<Answer, 'status'>, body: unknown, call: Call): Class | Refusal | 'unrecognised' {
  const { status } = answer
  if (status >= 200 && status < 300) return ofSuccess(status, body, call)
  if (status === 501) return 'not_implemented'
  const common = classOfStatus(status)
  if (common !== undefined) return common
  const type = valueIn(body, 'scimType')
  const byType = typeof type === 'string' ? TYPES[type.toLowerCase()] : undefined
  const is = byType ?? STATUSES[status] ?? 'unrecognised'
  // Where nobody is asked about by their id, it is the place that is not found; some say so of nobody whom a search finds.
  if (is === 'not_found' && !isAboutOne(call) && !(isSearch(call) && isObject(body))) return call.path === '/Bulk' ? 'not_implemented' : 'nowhere'
  // Nobody may do this: neither for this person nor for the next.
  return is === 'forbidden' && !isAboutOne(call) ? 'unauthorized' : is
}

/** A success says of whom, or has nothing to say. */
function ofSuccess (status: number, body: unknown, call: Call): Class {
  if (call.method === 'DELETE' && status !== 202) return isObject(body) && isError(body) ? 'contradictory' : 'ok'
  if (call.path === '/bulkUpload') return status === 202 ? 'ok' : 'not_json'
  if (status === 204 && ['PATCH', 'PUT', 'POST'].includes(call.method) && call.asks !== true && call.path !== '/Bulk') return 'ok'
  if (status === 202 || !isObject(body)) return 'not_json'
  if (isError(body)) return 'contradictory'
  if (isSearch(call)) return valueIn(body, 'Resources') !== undefined || valueIn(body, 'totalResults') !== undefined ? 'ok' : 'not_json'
  if (isAboutOne(call)) return isOf(call, body) ? 'ok' : 'not_json'
  return call.path === '/Bulk' && !Array.isArray(valueIn(body, 'Operations')) ? 'not_json' : 'ok'
}

const isError = (body: unknown): boolean => [valueIn(body, 'schemas')].flat().some((each) => typeof each === 'string' && /:messages:2\.0:error$/i.test(each))

const isOf = ({ path }: Call, body: unknown): boolean => decodeURIComponent(path.split('/')[2] ?? '') === idIn(valueIn(body, 'id'))
