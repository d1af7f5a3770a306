import type { ErrorCode } from '../domain/errors.ts'
import type { Sentence } from './language.ts'

/** What can go wrong before or behind the application, besides what a caller can be refused for. */
export type ProblemCode = ErrorCode | 'headers_too_large' | 'internal'

interface ProblemKind {
  status: number
  title: Sentence
  /** What it means and the way out; also the detail when nothing more exact is known. */
  detail: Sentence
}

/** The one table of problems: a new code does not compile until it has its status and both its texts. */
export const PROBLEMS: Record<ProblemCode, ProblemKind> = {
  malformed: {
    status: 400,
    title: ['Malformed request', 'Requisição malformada'],
    detail: ['The request could not be read. Send it again when it is corrected.', 'A requisição não pôde ser lida. Corrija e envie novamente.']
  },
  unauthorized: {
    status: 401,
    title: ['Key needed', 'Chave necessária'],
    detail: ['Send a valid key: "Authorization: Bearer <key>", or the key as Basic user name.', 'Envie uma chave válida: "Authorization: Bearer <chave>" ou a chave como usuário Basic.']
  },
  forbidden: {
    status: 403,
    title: ['Not allowed', 'Não permitido'],
    detail: ['This key has not the right to do this.', 'Esta chave não tem permissão para isto.']
  },
  not_found: {
    status: 404,
    title: ['Not found', 'Não encontrado'],
    detail: ['There is nothing here that this key may see.', 'Não há nada aqui que esta chave possa ver.']
  },
  method_not_allowed: {
    status: 405,
    title: ['Method not allowed', 'Método não permitido'],
    detail: ['This address does not take this method; the Allow header names those it takes.', 'Este endereço não aceita este método; o cabeçalho Allow lista os aceitos.']
  },
  conflict: {
    status: 409,
    title: ['Conflict', 'Conflito'],
    detail: ['It has changed or was decided already. Read it again.', 'Já mudou ou já foi decidido. Leia novamente.']
  },
  too_large: {
    status: 413,
    title: ['Too large', 'Grande demais'],
    detail: ['At most 1 MiB, batches 5 MiB. Send it in several requests.', 'No máximo 1 MiB; lotes, 5 MiB. Divida em várias requisições.']
  },
  unsupported_media_type: {
    status: 415,
    title: ['Unsupported media type', 'Tipo de conteúdo não aceito'],
    detail: ['Send "Content-Type: application/json" in UTF-8, without Content-Encoding.', 'Envie "Content-Type: application/json" em UTF-8, sem Content-Encoding.']
  },
  invalid: {
    status: 422,
    title: ['Invalid', 'Inválido'],
    detail: ['Something in it is not valid: see errors. Nothing was stored.', 'Há algo inválido: veja errors. Nada foi gravado.']
  },
  idempotency_mismatch: {
    status: 422,
    title: ['Key used with another body', 'Chave usada com outro corpo'],
    detail: ['This Idempotency-Key or event_id came before with another body. Use a new one for a new event.', 'Esta Idempotency-Key ou event_id já veio com outro corpo. Use outra para um novo evento.']
  },
  too_many_requests: {
    status: 429,
    title: ['Too many requests', 'Requisições demais'],
    detail: ['Wait as long as Retry-After says, then send the same again.', 'Aguarde o tempo de Retry-After e envie a mesma requisição novamente.']
  },
  headers_too_large: {
    status: 431,
    title: ['Headers too large', 'Cabeçalhos grandes demais'],
    detail: ['All headers together: at most 16 KiB.', 'Todos os cabeçalhos juntos: no máximo 16 KiB.']
  },
  internal: {
    status: 500,
    title: ['Internal error', 'Erro interno'],
    detail: ['The fault is ours. Send the same again; if it stays, tell the operator the request_id.', 'A falha é nossa. Envie a mesma requisição novamente; se persistir, informe o request_id ao operador.']
  },
  unavailable: {
    status: 503,
    title: ['Unavailable', 'Indisponível'],
    detail: ['Out of order for a moment. Nothing was stored: send the same again after Retry-After.', 'Indisponível por um momento. Nada foi gravado: envie a mesma requisição novamente após Retry-After.']
  }
}

export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[]

/** The stable URL of a code; every instance also explains it at its own /problems/{code}. */
export const problemType = (code: ProblemCode): string => `https://cracha.dev/problems/${code}`
