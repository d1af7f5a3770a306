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
