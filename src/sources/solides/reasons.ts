import type { TerminationReason } from '../../domain/fields.ts'
import { meaning } from '../mapping/lookup.ts'

/**
 * The wordings that can mean one thing only. "Acordo", "transferência" and the like are left to the owner's own table: a
 * termination whose reason nobody has translated is asked about, never guessed.
 */
export const REASONS: Record<string, TerminationReason> = {
  'pedido de demissao': 'voluntary',
  'pedido de demissao do colaborador': 'voluntary',
  voluntario: 'voluntary',
  voluntaria: 'voluntary',
  'dispensa sem justa causa': 'involuntary',
  'dispensa com justa causa': 'involuntary',
  'dispensa por justa causa': 'involuntary',
  'demissao sem justa causa': 'involuntary',
  'demissao com justa causa': 'involuntary',
  'demissao por justa causa': 'involuntary',
  'sem justa causa': 'involuntary',
  'com justa causa': 'involuntary',
  'justa causa': 'involuntary',
  involuntario: 'involuntary',
  involuntaria: 'involuntary',
  'termino de contrato': 'contract_end',
  'termino do contrato': 'contract_end',
  'fim de contrato': 'contract_end',
  'fim do contrato': 'contract_end',
  'termino de contrato de experiencia': 'contract_end',
  'termino do contrato de experiencia': 'contract_end',
  falecimento: 'not_applicable',
  aposentadoria: 'not_applicable'
}

/** Our reason for the vendor's wording, the owner's table first; undefined when neither knows it. */
export const reasonFor = (wording: string, own: Record<string, TerminationReason> = {}): TerminationReason | undefined => meaning(wording, own, REASONS)
