import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Fault, Language } from '../domain/faults.ts'
import { describeFault } from '../domain/faults.ts'
import { Refusal } from '../domain/errors.ts'
import { inLanguage, languageOf } from './language.ts'
import { PROBLEMS, problemType, type ProblemCode } from './problems.ts'
import { SpokenRefusal } from './refusals.ts'

export interface ProblemBody {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  request_id: string
  errors?: { pointer: string, code: string, detail: string }[]
}

/** Seconds after which it is worth trying again when nobody knows better. */
const RETRY_AFTER = 5

// The database is away, going, or does not get to it in time: SQLSTATE classes of PostgreSQL and the codes of Node's sockets.
const AWAY = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|57P0[1-5]|57014|55P03|40P01|53[0-9]{3}|08[0-9A-Z]{3}|25006|25P0[2-4])$/

const BY_STATUS = new Map(Object.entries(PROBLEMS).map(([code, { status }]) => [status, code as ProblemCode]).reverse() as [number, ProblemCode][])

export const facing = (request: FastifyRequest): Language => languageOf(request.headers['accept-language'])

/** Answers with what went wrong. A caller's fault is explained; ours says nothing beyond the request id, and is logged without its message, which may name people. */
export function answerError (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = noteError(error, request, reply)
  const language = facing(request)
  return sendProblem(reply, problem(code, request.id, language, detailOf(error, language), error instanceof Refusal ? error.faults : []), language)
}

/** What went wrong, logged where it is ours, with the headers that go with it. For answers in another form than ours. */
export function noteError (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): ProblemCode {
  const code = codeOf(error)
  const { status } = PROBLEMS[code]
  if (status === 500) request.log.error({ error: error.name, code: codeIn(error), stack: framesOf(error) }, 'unexpected error')
  if (status === 503 || status === 429) reply.header('retry-after', (error instanceof Refusal ? error.retryAfter : undefined) ?? RETRY_AFTER)
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="cracha", Basic realm="cracha", charset="UTF-8"')
  return code
}

export function sendProblem (reply: FastifyReply, body: ProblemBody, language: Language): FastifyReply {
  return reply.code(body.status)
    .header('x-request-id', body.request_id)   // also where hooks did not run: a URL that cannot be read
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .serializer(JSON.stringify)
    .send(body)
}

export function problem (code: ProblemCode, requestId: string, language: Language, detail?: string, faults: Fault[] = []): ProblemBody {
  const { status, title, detail: usual } = PROBLEMS[code]
  return {
    type: problemType(code),
    title: inLanguage(title, language),
    status,
    detail: detail || inLanguage(usual, language),
    code,
    request_id: requestId,
    ...(faults.length > 0 && { errors: findings(faults, language) })
  }
}

export const findings = (faults: Fault[], language: Language) =>
  faults.map((fault) => ({ pointer: fault.pointer, code: fault.code, detail: describeFault(fault, language) }))

export function codeOf (error: FastifyError | Error): ProblemCode {
  if (error instanceof Refusal) return error.code
  const status = (error as FastifyError).statusCode
  if (status !== undefined && status >= 400 && status < 500) return BY_STATUS.get(status) ?? 'malformed'
  return AWAY.test(codeIn(error)) ? 'unavailable' : 'internal'
}

// The application speaks English; a reader of Portuguese gets the sentence of the code instead of a foreign one.
function detailOf (error: Error, language: Language): string | undefined {
  if (error instanceof SpokenRefusal) return error.detailIn(language)
  return error instanceof Refusal && language === 'en' ? error.message : undefined
}

const codeIn = (error: Error): string => String((error as { code?: unknown }).code ?? '')

const framesOf = (error: Error): string[] =>
  (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim())
