import { opens, type EventType } from './event.ts'
import type { Identifiers, Reference } from './fields.ts'

/** How an identifier is looked up: the text that is hashed, and for a number also the part without its company. */
export interface IdentifierKey { kind: 'source_id' | 'number' | 'cpf' | 'work_email', text: string, part?: string }

/** The keys of identifiers, in the order in which they are tried: the source's own id first. */
export function keysOf (who: Identifiers | Reference, source: string): IdentifierKey[] {
  return [
    ...(who.source_id !== undefined ? [{ kind: 'source_id' as const, text: `source_id:${source}:${who.source_id}` }] : []),
    ...(who.employee_number !== undefined ? [{ kind: 'number' as const, text: numberKey(who.employee_number, who.company_code), part: `number:${who.employee_number}` }] : []),
    ...(who.cpf !== undefined ? [{ kind: 'cpf' as const, text: `cpf:${who.cpf}` }] : []),
    ...(who.work_email !== undefined ? [{ kind: 'work_email' as const, text: `work_email:${who.work_email}` }] : [])
  ]
}

export const numberKey = (number: string, company?: string): string => `number:${JSON.stringify([company ?? '', number])}`

/** Whoever holds an identifier, as far as identity needs to know them. */
export interface Holder {
  employee: string
  /** Somebody said a hire or a full row of them; who was only ever mentioned folds into whoever claims the identifiers later. */
  told: boolean
  /** Somebody had said so before the statement that asks. */
  toldBefore: boolean
  left: boolean
  /** As of the statement that asks. */
  openContracts: number
  numbers: string[]
  /** Those of them that somebody had used before the statement that asks. */
  numbersBefore: string[]
  cpf: string | undefined
  workEmail: string | undefined
}

/** Who holds each identifier of a statement. `several`: a number without its company that more than one person has. */
export interface Found {
  source_id?: Holder
  number?: Holder | 'several'
  cpf?: Holder
  work_email?: Holder
}

export type Resolution =
  | { kind: 'person', employee: string, folds: string[] }
  | { kind: 'new', folds: string[] }
  | { kind: 'conflict', why: ConflictReason, employees: string[] }

export type ConflictReason = 'points_at_two_people' | 'number_of_several' | 'number_has_another_cpf' | 'cpf_has_another_number' | 'email_of_another' | 'ended_by_email_alone' | 'several_contracts'

interface Said { type: EventType, who: Identifiers, match?: Identifiers }
export interface IdentityRules {
  /** The tenant's first identifier is the work e-mail. */
  emailIsPrimary: boolean
  /** Whether these, taken as one person with the statement, have left or have another work e-mail now: then it is history to them. */
  wouldGiveUp: (employees: string[]) => boolean
}

/**
 * Whom a statement means, or why nobody may guess. `found` are the holders of the identifiers it names; `named`, beside a
 * match, those of the new values.
 */
export function resolve (said: Said, found: Found, named: Found, rules: IdentityRules): Resolution {
  return said.match !== undefined ? byMatch(said, found, named, rules) : byIdentifiers(said, found, rules)
}

function byMatch (said: Said, found: Found, named: Found, rules: IdentityRules): Resolution {
  if (found.number === 'several' || named.number === 'several') return { kind: 'conflict', why: 'number_of_several', employees: [] }
  const meant = distinct([found.source_id, found.number, found.cpf, found.work_email])
  const told = meant.filter((holder) => holder.told)
  if (told.length > 1) return conflict('points_at_two_people', told)
  const target = told[0] ?? meant[0]
  if (target !== undefined && said.type === 'termination' && ambiguousContract(said.match ?? {}, target)) return conflict('several_contracts', [target])
  const others = distinct([named.source_id, named.number, named.cpf]).filter((holder) => holder.employee !== target?.employee)
  // Whoever was first hired under the new number after it was given is the one it was given to.
  if (others.some((holder) => holder.toldBefore || (target?.cpf !== undefined && disagrees({ cpf: target.cpf }, holder)))) return conflict('points_at_two_people', [target, ...others])
  const mentioned = [...meant, ...others].filter((holder) => holder !== target)
  const address = named.work_email !== undefined && named.work_email.employee !== target?.employee ? named.work_email : undefined
  if (address?.told && !givesUp(address, said.who.work_email) && !rules.wouldGiveUp(idsOf([target, ...mentioned]))) return conflict('email_of_another', [target, address])
  const loose = address !== undefined && !address.told && !disagrees(said.who, address) ? [address] : []
  return target === undefined ? asShell([...mentioned, ...loose]) : { kind: 'person', employee: target.employee, folds: idsOf([...mentioned, ...loose]) }
}

function byIdentifiers (said: Said, found: Found, rules: IdentityRules): Resolution {
  const { type, who } = said
  if (found.number === 'several') return { kind: 'conflict', why: 'number_of_several', employees: [] }
  const strong = distinct([found.source_id, found.number, found.cpf])
  const told = strong.filter((holder) => holder.told)
  const shells = strong.filter((holder) => !holder.told)
  const address = found.work_email
  if (told.length > 1) return conflict('points_at_two_people', told)

  const person = told[0]
  if (person !== undefined) {
    if (who.cpf !== undefined && person.cpf !== undefined && person.cpf !== who.cpf && found.cpf?.employee !== person.employee) return conflict('number_has_another_cpf', [person])
    const byCpfAlone = found.number === undefined && found.source_id === undefined && found.cpf?.employee === person.employee
    if (byCpfAlone && who.employee_number !== undefined && !opens(type) && person.numbers.length > 0) return conflict('cpf_has_another_number', [person])
    if (opens(type) && gotNumberLater(who, person) && found.cpf === undefined && found.source_id === undefined) return conflict('points_at_two_people', [person])
    if (type === 'termination' && ambiguousContract(who, person)) return conflict('several_contracts', [person])
    if (address !== undefined && address.employee !== person.employee && address.told && !givesUp(address, who.work_email) && !rules.wouldGiveUp(idsOf([person, ...shells]))) return conflict('email_of_another', [person, address])
    const loose = address !== undefined && !address.told && address.employee !== person.employee && !disagrees(who, address) ? [address] : []
    return { kind: 'person', employee: person.employee, folds: idsOf([...shells, ...loose]) }
  }

  if (address?.told) {
    if (disagrees(who, address) || shells.some((shell) => disagrees({ ...(shell.cpf && { cpf: shell.cpf }) }, address))) {
      if (!givesUp(address, who.work_email) && !rules.wouldGiveUp(idsOf(shells))) return conflict('email_of_another', [address])
      return asShell(shells)
    }
    if (type === 'termination' && !rules.emailIsPrimary) return conflict('ended_by_email_alone', [address])
    if (type === 'termination' && ambiguousContract(who, address)) return conflict('several_contracts', [address])
    return { kind: 'person', employee: address.employee, folds: idsOf(shells) }
  }
  return asShell([...shells, ...(address !== undefined && !disagrees(who, address) ? [address] : [])])
}

const asShell = (shells: Holder[]): Resolution => {
  const [first, ...others] = idsOf(shells)
  return first === undefined ? { kind: 'new', folds: [] } : { kind: 'person', employee: first, folds: others }
}

/** An address moves if its holder has left or has another one, or none, now. */
export function givesUp (holder: Pick<Holder, 'left' | 'told' | 'workEmail'>, address: string | undefined): boolean {
  return holder.left || !holder.told || holder.workEmail !== address
}

function disagrees (who: Identifiers, holder: Holder): boolean {
  return (who.employee_number !== undefined && holder.numbers.length > 0 && !holder.numbers.includes(who.employee_number)) ||
    (who.cpf !== undefined && holder.cpf !== undefined && holder.cpf !== who.cpf)
}

/** A hire under a number that somebody else was given only after it: nothing but the number says that they are one. */
const gotNumberLater = (who: Identifiers, holder: Holder): boolean =>
  who.employee_number !== undefined && holder.toldBefore && holder.numbers.includes(who.employee_number) && !holder.numbersBefore.includes(who.employee_number)

/** A termination that does not say which of several open contracts it ends is never guessed. */
const ambiguousContract = (who: Identifiers, holder: Holder): boolean =>
  who.employee_number === undefined && who.source_id === undefined && holder.openContracts > 1

const conflict = (why: ConflictReason, holders: (Holder | undefined)[]): Resolution =>
  ({ kind: 'conflict', why, employees: idsOf(holders) })

function distinct (holders: (Holder | 'several' | undefined)[]): Holder[] {
  return [...new Map(holders.filter((holder): holder is Holder => holder !== undefined && holder !== 'several').map((holder) => [holder.employee, holder])).values()]
}
const idsOf = (holders: (Holder | undefined)[]): string[] => [...new Set(holders.flatMap((holder) => holder === undefined ? [] : [holder.employee]))]
