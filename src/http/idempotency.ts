import type { FastifyRequest } from 'fastify'
import { invalid } from './refusals.ts'

/** The Idempotency-Key of a request: a quoted structured-field string, or the bare text that many clients send. */
export function idempotencyKeyOf (request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined) return undefined
  const text = String(header).trim()
  const key = /^"(?:[ !#-[\]-~]|\\["\\])*"$/.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text
  if (!/^[ -~]{1,255}$/.test(key) || (key === text && !/^[!#-+\--~]+$/.test(text))) {
    throw invalid([{ pointer: '/headers/idempotency-key', code: 'invalid_key' }])
  }
  return key
}
