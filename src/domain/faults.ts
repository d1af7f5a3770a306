/** One thing that is wrong with a body: where, what, and the values the sentence needs. Never the offending value itself. */
export interface Fault {
  pointer: string
  code: FaultCode
  params?: Record<string, string | number>
}

export type Language = 'en' | 'pt-BR'

/** Every fault code with its sentence in both languages: what is wrong and the way out. */
export const FAULTS = {
  required: ['{field} is required.', '{field} é obrigatório.'],
  unknown_field: ['{field} is not a known field.', '{field} não é um campo conhecido.'],
  did_you_mean: ['{field} is not a known field. Did you mean {nearest}?', '{field} não é um campo conhecido. Você quis dizer {nearest}?'],
  invalid_type: ['Must be of type {expected}.', 'Deve ser do tipo {expected}.'],
  too_long: ['At most {limit} characters.', 'No máximo {limit} caracteres.'],
  too_short: ['At least {limit} characters.', 'No mínimo {limit} caracteres.'],
  last_identifier: ['The last identifier is kept: nobody could be found again without it.', 'O último identificador é mantido: sem ele a pessoa não seria mais encontrada.'],
  too_many: ['At most {limit} entries.', 'No máximo {limit} itens.'],
  too_few: ['At least {limit} entry is needed.', 'É necessário pelo menos {limit} item.'],
  out_of_range: ['Must be between {minimum} and {maximum}.', 'Deve estar entre {minimum} e {maximum}.'],
  empty: ['An empty text is refused: leave the field out to keep its value, send null to clear it.', 'Texto vazio é recusado: omita o campo para manter o valor ou envie null para limpá-lo.'],
  not_allowed: ['Must be one of: {allowed}.', 'Deve ser um de: {allowed}.'],
  control_character: ['Control characters are refused.', 'Caracteres de controle são recusados.'],
  invalid_date: ['Must be a calendar date, YYYY-MM-DD, without a time.', 'Deve ser uma data, AAAA-MM-DD, sem hora.'],
  invalid_date_time: ['Must be an RFC 3339 date-time with an offset, such as 2026-03-01T09:00:00-03:00.', 'Deve ser uma data e hora RFC 3339 com fuso, como 2026-03-01T09:00:00-03:00.'],
  invalid_cpf: ['Not a valid CPF: eleven digits with correct check digits, with or without punctuation.', 'CPF inválido: onze dígitos com dígitos verificadores corretos, com ou sem pontuação.'],
  invalid_email: ['Not an e-mail address.', 'Não é um endereço de e-mail.'],
  invalid_phone: ['Not a phone number: E.164, or a Brazilian number with area code.', 'Não é um telefone: E.164 ou número brasileiro com DDD.'],
  no_identifier: ['At least one identifier is needed: employee_number, cpf, work_email or source_id.', 'É necessário pelo menos um identificador: employee_number, cpf, work_email ou source_id.'],
  nothing_to_change: ['Nothing to change: only identifiers were given. New identifier values go beside match.', 'Nada a alterar: só há identificadores. Novos identificadores vão ao lado de match.'],
  own_manager: ['Nobody can be their own manager.', 'Ninguém pode ser gestor de si mesmo.'],
  order_of_dates: ['{field} must not be before {other}.', '{field} não pode ser anterior a {other}.'],
  in_the_future: ['More than 5 minutes ahead of our clock. Use effective_on for a change that is still to come.', 'Mais de 5 minutos à frente do nosso relógio. Use effective_on para uma mudança futura.'],
  health_data: ['The reason of a leave is health data: do not send it.', 'O motivo de um afastamento é dado de saúde: não o envie.'],
  use_terminations: ['A change can only take a termination back (null). Send the termination itself to /v1/terminations.', 'Uma alteração só pode desfazer um desligamento (null). Envie o desligamento para /v1/terminations.'],
  invalid_value: ['Not a valid value: {why}.', 'Valor inválido: {why}.'],
  idempotency_mismatch: ['This key was already used with another body.', 'Esta chave já foi usada com outro corpo.'],
  controls_removed: ['Control characters were removed.', 'Caracteres de controle foram removidos.'],
  clock_ahead: ['More than 5 minutes ahead of our clock: taken as the moment of arrival.', 'Mais de 5 minutos à frente do nosso relógio: considerado o momento da chegada.'],
  reserved_name: ['This name is reserved.', 'Este nome é reservado.'],
  invalid_time_zone: ['Not a known time zone: an IANA name, such as America/Sao_Paulo.', 'Fuso horário desconhecido: use um nome IANA, como America/Sao_Paulo.'],
  invalid_identity: ['Must be [company_code, employee_number], [employee_number], [cpf] or [work_email].', 'Deve ser [company_code, employee_number], [employee_number], [cpf] ou [work_email].'],
  repeated: ['Already named above.', 'Já aparece acima.'],
  invalid_cursor: ['Not a cursor of this list: send next_cursor as it came, or leave it out.', 'Não é um cursor desta lista: envie next_cursor como veio ou omita-o.'],
  invalid_key: ['Must be 1 to 255 visible ASCII characters, with or without double quotes.', 'Deve ter de 1 a 255 caracteres ASCII visíveis, com ou sem aspas duplas.'],
  invalid_name: ['Must be 1 to 64 letters, digits, hyphens, dots or underscores, beginning with a letter or digit.', 'Deve ter de 1 a 64 letras, dígitos, hífens, pontos ou sublinhados, começando por letra ou dígito.'],
  no_settings: ['A destination has no settings: put what says where and how into options.', 'Um destino não tem settings: coloque em options o que diz onde e como.'],
  key_differs: ['Differs from the Idempotency-Key header: send one of them, or the same in both.', 'Difere do cabeçalho Idempotency-Key: envie só um deles ou o mesmo valor nos dois.']
} as const satisfies Record<string, readonly [string, string]>

export type FaultCode = keyof typeof FAULTS

/** The sentence of a fault in the reader's language. */
export function describeFault (fault: Fault, language: Language): string {
  const sentence: string = FAULTS[fault.code][language === 'pt-BR' ? 1 : 0]
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(fault.params?.[name] ?? name))
}
