import type { Standing } from '../../domain/reading.ts'

type Statuses = Record<string, Standing>

/** What stands for a status that is blank: the date of an ending decides. */
export const BLANK = 'blank'

/** EmployeeSituation of EAI messages. */
const SITUATIONS: Statuses = { 1: 'active', 2: 'ended', 3: 'active', 4: 'away', 5: 'away', 6: 'ended' }

/** RM's CODSITUACAO as it is delivered; customers add to it. */
const RM: Statuses = {
  ...Object.fromEntries([...'AFVYGR'].map((letter) => [letter, 'active'])),
  ...Object.fromEntries([...'CEIKLMNOPSTUW'].map((letter) => [letter, 'away'])),
  D: 'ended',
  X: 'ended',
  Z: 'onboarding'
}

/** Protheus' RA_SITFOLH: the same letters, and A is away there. */
const PROTHEUS: Statuses = { F: 'active', A: 'away', D: 'ended', T: 'transferred' }

export const STATUSES = {
  RM: { [BLANK]: 'active', ...SITUATIONS, ...RM },
  PROTHEUS: { [BLANK]: 'active', ...SITUATIONS, ...PROTHEUS }
} as const satisfies Record<string, Statuses>

/** EmployeeType of EAI messages. 8 and 9 are reserved. */
export const WORKER_TYPES_KNOWN: Record<string, string> = {
  1: 'employee',
  2: 'intern',
  3: 'employee',
  4: 'partner',
  5: 'employee',
  6: 'employee',
  7: 'apprentice',
  10: 'temporary',
  11: 'contractor',
  12: 'contractor',
  13: 'partner',
  14: 'intern',
  15: 'contractor'
}
