import { Refusal, type ErrorCode } from '../domain/errors.ts'
import type { Fault, Language } from '../domain/faults.ts'
import { fill, inLanguage, type Sentence } from './language.ts'

/** What this layer itself refuses: the code and the sentence of each. */
const REFUSALS = {
  no_key: ['unauthorized', 'No key. Send "Authorization: Bearer <key>", or the key as Basic user name.', 'Sem chave. Envie "Authorization: Bearer <chave>" ou a chave como usuário Basic.'],
  wrong_key: ['unauthorized', 'This key is not known, has expired or was withdrawn.', 'Esta chave é desconhecida, expirou ou foi revogada.'],
  wrong_role: ['forbidden', 'This needs the role {needed}; this key has {has}.', 'Isto requer o papel {needed}; esta chave tem {has}.'],
  key_of_a_tenant_needed: ['forbidden', 'This belongs to a tenant: use a key of the tenant. The key of the administrator has none.', 'Isto pertence a um tenant: use uma chave do tenant. A chave do administrador não tem tenant.'],
  nothing_here: ['not_found', 'There is no such address.', 'Este endereço não existe.'],
  no_body: ['malformed', 'The body is empty: a JSON object is needed.', 'O corpo está vazio: é necessário um objeto JSON.'],
  not_utf8: ['malformed', 'The body is not valid UTF-8.', 'O corpo não é UTF-8 válido.'],
  not_json: ['malformed', 'Not valid JSON at line {line}, column {column}.', 'JSON inválido na linha {line}, coluna {column}.'],
  duplicate_name: ['malformed', 'The same name stands twice in one object at line {line}, column {column}.', 'O mesmo nome aparece duas vezes em um objeto na linha {line}, coluna {column}.'],
  prototype_name: ['malformed', 'The name __proto__ is refused at line {line}, column {column}.', 'O nome __proto__ é recusado na linha {line}, coluna {column}.'],
  too_deep: ['malformed', 'Nested deeper than {limit} levels at line {line}, column {column}.', 'Mais de {limit} níveis de aninhamento na linha {line}, coluna {column}.'],
  not_json_type: ['unsupported_media_type', 'Send "Content-Type: application/json".', 'Envie "Content-Type: application/json".'],
  wrong_charset: ['unsupported_media_type', 'Only UTF-8: leave the charset out or say utf-8.', 'Somente UTF-8: omita o charset ou informe utf-8.'],
  encoded: ['unsupported_media_type', 'Send the body without Content-Encoding.', 'Envie o corpo sem Content-Encoding.'],
  in_flight: ['conflict', 'The same Idempotency-Key is still in flight. Send the same again in a moment.', 'A mesma Idempotency-Key ainda está em processamento. Envie novamente em instantes.']
} as const satisfies Record<string, readonly [ErrorCode, string, string]>

export type RefusalName = keyof typeof REFUSALS

/** A refusal of this layer: it can say why in both languages. */
export class SpokenRefusal extends Refusal {
  readonly sentence: Sentence
  readonly values: Record<string, string | number>

  constructor (name: RefusalName, values: Record<string, string | number> = {}) {
    const [code, en, pt] = REFUSALS[name]
    super(code, fill(en, values))
    this.sentence = [en, pt]
    this.values = values
  }

  detailIn (language: Language): string {
    return fill(inLanguage(this.sentence, language), this.values)
  }
}

export const refuse = (name: RefusalName, values?: Record<string, string | number>): SpokenRefusal => new SpokenRefusal(name, values)

/** A body, query or header that is not valid. */
export const invalid = (faults: Fault[]): Refusal => new Refusal('invalid', '', faults)
