/** A request that the vendor answers with `code` 0. `why` is for whoever reads the sandbox's journal, never for the caller. */
export class Refused extends Error {
  readonly why: string
  readonly notFound: boolean

  constructor (message: string, why: string, notFound = false) {
    super(message)
    this.why = why
    this.notFound = notFound
  }
}

/** From the vendor's page "Fluxo de integração de Colaboradores", word for word. */
export const DOCUMENTED = {
  alreadyUsed: 'Social Security Number is already being used by another employee',
  hasLed: 'It is not possible to delete this user because he has led',
  leaderBelow: 'It is not possible to assign a leader from the hierarchy below the employee as the leader of the same',
  ownLeader: 'Employees are not allowed to be leaders of themselves',
  reasonWithoutDate: 'Se a razão de desligamento (resignation_reason) for passada, é necessário passar a data de desligamento (resignation_date).',
  dateWithoutReason: 'Se a data de desligamento for passada (resignation_date), é necessário passar o motivo de desligamento (resignation_reason).'
} as const

/** Refusals that the vendor surely has and documents nowhere: the wording is ours, a client must not rely on it. */
export const INVENTED = {
  noIdentifier: 'It is necessary to inform cpf, email or internal_number',
  alreadyResigned: 'Employee is already resigned',
  futureResignation: 'The resignation date cannot be in the future',
  reasonNotAccepted: 'Invalid resignation reason',
  groupExists: 'A group with this name already exists',
  groupHasSubgroups: 'It is not possible to delete a group that has subgroups',
  groupCycle: 'It is not possible to place a group below itself'
} as const

/** The vendor blames the CPF for any body that it cannot use ("verificar se a formatação do body está correto"). */
export function malformed (why: string): Refused {
  return new Refused(DOCUMENTED.alreadyUsed, `malformed: ${why}`)
}

export function leaderNotFound (reference: string, why: string): Refused {
  return new Refused(`Leader not found: ${reference}, check if the leader's name is identical to the name entered in the import table.`, why)
}

export function noEmployee (id: string): Refused {
  return new Refused('No employee found', `no employee ${id}`, true)
}

export function noGroup (id: string): Refused {
  return new Refused('No group found', `no group ${id}`, true)
}
