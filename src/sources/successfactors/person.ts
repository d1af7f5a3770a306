import { daysAfter } from '../../domain/calendar.ts'
import type { Standing } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { emailsIn, phoneIn } from './contact.ts'
import { dayIn, listed, statusIn } from './record.ts'
import type { Options } from './settings.ts'

/** The letters of the picklist employee-status as it is delivered. Option ids are never among them. */
export const STATUSES: Record<string, Standing | 'ignore'> = {
  a: 'active', d: 'active', u: 'away', p: 'away', s: 'away', 'f without end': 'away', f: 'ended', o: 'ended', r: 'ended', t: 'ended'
}

/** One contract with the job row that counts. */
interface Contract { employment: Json, job: Json | undefined, rows: Json[], status: string | undefined, standing: Standing | 'ignore' | undefined }

/** A person as the mapping sees them: the contract that counts, the row of today, addresses by their use. No contract: undefined. */
export function flatOf (person: Json, managers: Json, options: Options): { flat: Json, standing: Contract['standing'], toCome: boolean } | undefined {
  const contracts = listed(person.employmentNav).map((employment) => contractOf(employment, options))
  const chosen = contracts.toSorted(byWeight)[0]
  if (chosen === undefined) return undefined
  const { employment, job, status, standing } = chosen
  const personal = current(listed(person.personalInfoNav))
  const { userNav: user, jobInfoNav: _rows, ...contract } = employment
  return {
    standing,
    toCome: employment.when === 'to_come',
    flat: {
      person,
      personal,
      employment: contract,
      job,
      user,
      status,
      full_name: nameOf(personal),
      cpf: listed(person.nationalIdNav)[0]?.nationalId,
      email: emailsIn(person.emailNav, user, options),
      phone: phoneIn(person.phoneNav, options),
      worker: employment.isContingentWorker === true ? 'contractor' : undefined,
      manager: job === undefined ? undefined : managerOf(job, employment, managers),
      ending: endingOf(chosen, options),
      ...(standing === 'away' && { leave: leaveOf(chosen) })
    }
  }
}

function contractOf (employment: Json, options: Options): Contract {
  const rows = listed(employment.jobInfoNav)
  const job = current(rows)
  const code = job === undefined ? userStatus(employment) : statusIn(job) ?? userStatus(employment)
  // A furlough that ends no contract is an absence.
  const status = code?.toLowerCase() === 'f' && dayIn(employment.endDate) === undefined && meaning(code, options.statuses) === undefined ? 'F without end' : code
  const standing = status === undefined ? undefined : meaning(status, options.statuses, STATUSES)
  return { employment, job, rows, status, standing: employment.when === 'to_come' && (standing === undefined || standing === 'active') ? 'onboarding' : standing }
}

/** The row of today; of what is still to come, its first. */
const current = (rows: Json[]): Json | undefined => rows.find(({ when }) => when === 'now') ?? rows.find(({ when }) => when === 'to_come')

/** Of whoever has no status of the job: t and e are active users. f alone says nothing: those who are to come are inactive, too. */
function userStatus ({ userNav: user }: Json): string | undefined {
  return isObject(user) && (user.status === 't' || user.status === 'e') ? 'A' : undefined
}

/** One that goes on before one that is not understood, is to come, or has ended; then the first of those that go on, the last of those that have ended. */
function byWeight (a: Contract, b: Contract): number {
  const weight = weightOf(a)
  if (weight !== weightOf(b)) return weight - weightOf(b)
  const key = ({ employment }: Contract) => `${weight === 3 ? dayIn(employment.endDate) ?? '' : ''} ${dayIn(employment.startDate) ?? ''} ${String(employment.userId)}`
  return (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (weight === 3 ? -1 : 1)
}

function weightOf ({ standing }: Contract): number {
  if (standing === 'active' || standing === 'away') return 0
  if (standing === undefined) return 1
  return standing === 'onboarding' ? 2 : standing === 'ignore' ? 4 : 3
}

function nameOf (personal: Json | undefined): string | undefined {
  const parts = [personal?.firstName, personal?.middleName, personal?.lastName].flatMap((each) => typeof each === 'string' && each.trim() !== '' ? [each.trim()] : [])
  return parts.length < 2 ? undefined : parts.join(' ')
}

/** EmpJob names a manager by user id, and nobody by a word of its own. */
function managerOf ({ managerId: id, managerUserNav: user }: Json, { userId }: Json, managers: Json): Json | undefined {
  if (id === undefined || id === userId) return undefined
  if (id === null || id === '' || id === 'NO_MANAGER') return { userId: null, personIdExternal: null, email: null }
  const own = Object.hasOwn(managers, String(id)) ? managers[String(id)] : undefined
  return { userId: id, personIdExternal: own, email: isObject(user) ? user.email : undefined }
}

/**
 * The last day is the contract's own (EmpEmployment.endDate): the job row of an ending begins the day after. An end before the
 * first day of a row that goes on belongs to a stint that is over.
 */
function endingOf ({ employment, job, rows, standing }: Contract, options: Options): Json | undefined {
  const ends = (row: Json): boolean => meaning(statusIn(row) ?? '', options.statuses, STATUSES) === 'ended'
  const row = job !== undefined && standing === 'ended' ? job : rows.find((each) => each.when === 'to_come' && ends(each))
  const told = dayIn(employment.endDate)
  const start = dayIn(row?.startDate)
  const isOver = told !== undefined && standing !== 'ended' && told < (dayIn(job?.startDate) ?? '')
  const date = isOver ? undefined : told ?? (start === undefined ? undefined : daysAfter(start, options.ending_offset_days ?? -1))
  if (date === undefined) return undefined
  const worked = dayIn(employment.lastDateWorked)
  return { date, last_working_day: worked !== undefined && worked <= date ? worked : undefined, reason: row?.eventReason ?? undefined }
}

/** From the first of the rows that go on under this status, to the end of the one of today when it has one. */
function leaveOf ({ job, rows }: Contract): Json {
  return { from: dayIn((rows.find(({ when }) => when !== 'to_come') ?? job)?.startDate), until: dayIn(job?.endDate) }
}
