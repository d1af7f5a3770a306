export interface Answer { status: number, body?: unknown, headers?: Record<string, string> }
export interface FieldError { field: string, message: string, code: string }

/** Whatever a handler cannot do. */
export class Refused extends Error {
  readonly answer: Answer
  constructor (answer: Answer) {
    super(`refused with ${answer.status}`)
    this.answer = answer
  }
}

const failure = (status: number, type: string, message: string, errors: FieldError[] = []): Answer =>
  ({ status, body: { success: false, error_type: type, message, errors } })

export const unauthorized = (): Answer => failure(401, 'authentication_error', 'The keys are not valid.')
export const notFound = (what: string): Refused => new Refused(failure(404, 'invalid_request_error', `There is no such ${what}.`))
export const badRequest = (message: string, errors: FieldError[] = []): Refused => new Refused(failure(400, 'invalid_request_error', message, errors))
export const invalid = (errors: FieldError[]): Refused => new Refused(failure(422, 'validation_error', 'Some fields are not valid.', errors))
export const wrongMedia = (): Answer => failure(415, 'invalid_request_error', 'application/json is needed.')
export const noRoute = (): Answer => ({ status: 404, body: 'Not found' })
export const tooMany = (seconds: number, said: boolean): Answer => ({ ...failure(429, 'invalid_request_error', 'Too many requests.', [{ field: '', message: 'Too many requests.', code: 'rate_limit_exceeded' }]), ...(said && { headers: { 'retry-after': String(seconds) } }) })

export const done = (data: unknown, status = 200): Answer => ({ status, body: { success: true, data } })

/** At most 50 of a page, or it is refused. */
export function paged (all: readonly unknown[], query: URLSearchParams): Answer {
  const page = count(query.get('page') ?? '1', 'page')
  const size = count(query.get('size') ?? '25', 'size')
  if (size > 50) throw badRequest('size is at most 50.', [{ field: 'size', message: 'at most 50', code: 'invalid_value' }])
  const data = all.slice((page - 1) * size, page * size)
  return { status: 200, body: { success: true, data, pagination: { page, size, has_more: page * size < all.length, total_records: all.length } } }
}

function count (text: string, field: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw badRequest(`${field} is a number from 1 on.`, [{ field, message: 'from 1 on', code: 'invalid_value' }])
  return Number(text)
}
