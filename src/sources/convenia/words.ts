import type { TerminationReason } from '../../domain/fields.ts'
import type { Standing } from '../../domain/reading.ts'

/** Ativo and Em férias were seen; the others say what they mean. `dismissed` and `admission` are ours, for who is not in the list. */
export const STATUSES: Record<string, Standing> = {
  ativo: 'active',
  ativa: 'active',
  active: 'active',
  'em ferias': 'active',
  ferias: 'active',
  'em experiencia': 'active',
  admission: 'onboarding',
  'em admissao': 'onboarding',
  'admissao em andamento': 'onboarding',
  afastado: 'away',
  afastada: 'away',
  'em licenca': 'away',
  licenca: 'away',
  'licenca maternidade': 'away',
  'licenca paternidade': 'away',
  dismissed: 'ended',
  desligado: 'ended',
  desligada: 'ended',
  demitido: 'ended',
  demitida: 'ended'
}

/** Wordings that can mean one thing only: dismissal types are each company's own list, and the others are asked about. */
export const REASONS: Record<string, TerminationReason> = {
  'pedido de demissao': 'voluntary',
  'pedido de demissao do colaborador': 'voluntary',
  'pedido de demissao pelo colaborador': 'voluntary',
  'rescisao a pedido do empregado': 'voluntary',
  'demissao voluntaria': 'voluntary',
  voluntario: 'voluntary',
  voluntaria: 'voluntary',
  'dispensa sem justa causa': 'involuntary',
  'dispensa com justa causa': 'involuntary',
  'dispensa por justa causa': 'involuntary',
  'demissao sem justa causa': 'involuntary',
  'demissao com justa causa': 'involuntary',
  'demissao por justa causa': 'involuntary',
  'rescisao sem justa causa': 'involuntary',
  'rescisao com justa causa': 'involuntary',
  'rescisao por justa causa': 'involuntary',
  'sem justa causa': 'involuntary',
  'com justa causa': 'involuntary',
  'por justa causa': 'involuntary',
  'justa causa': 'involuntary',
  'demissao involuntaria': 'involuntary',
  involuntario: 'involuntary',
  involuntaria: 'involuntary',
  'termino de contrato': 'contract_end',
  'termino do contrato': 'contract_end',
  'fim de contrato': 'contract_end',
  'fim do contrato': 'contract_end',
  'termino de contrato de experiencia': 'contract_end',
  'termino do contrato de experiencia': 'contract_end',
  'termino de estagio': 'contract_end',
  falecimento: 'not_applicable',
  aposentadoria: 'not_applicable'
}

/** The bond of a person with the company. */
export const WORKER_TYPES: Record<string, string> = {
  clt: 'employee',
  estagio: 'intern',
  estagiario: 'intern',
  estagiaria: 'intern',
  aprendiz: 'apprentice',
  'jovem aprendiz': 'apprentice',
  'menor aprendiz': 'apprentice',
  temporario: 'temporary',
  temporaria: 'temporary',
  pj: 'contractor',
  'pessoa juridica': 'contractor',
  terceiro: 'contractor',
  autonomo: 'contractor',
  socio: 'partner',
  socia: 'partner'
}
