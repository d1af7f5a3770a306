import type { TerminationReason } from '../../domain/fields.ts'

/**
 * Wordings in Portuguese that can mean one thing only, as people write them in whatever system. "Acordo", "transferência" and the like
 * are left to the owner's own table: an ending whose reason nobody has translated is asked about, never guessed.
 */
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
