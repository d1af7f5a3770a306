import type { RowReading } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { REASONS } from '../mapping/portuguese.ts'
import type { Defaults } from '../mapping/row.ts'
import { stintFrom } from '../mapping/stint.ts'
import { withoutPrivate } from './private.ts'
import type { Options } from './settings.ts'
import { STATUSES, WORKER_TYPES } from './words.ts'

const EMPLOYEE: Defaults = {
  fields: {
    employee_number: ['registration'],
    cpf: ['document.cpf', 'documents.cpf', 'cpf.cpf', 'cpf'],
    work_email: ['email', 'corporate_email'],
    personal_email: ['contact_information.personal_email', 'alternative_email'],
    mobile_phone: ['contact_information.personal_phone', 'cellphone'],
    first_name: ['name'],
    last_name: ['last_name'],
    social_name: ['social_name'],
    birth_date: ['birth_date'],
    status: ['status'],
    worker_type: ['relationship.name'],
    job_title: ['job.name'],
    department: ['department.name'],
    team: ['team.name'],
    cost_center: ['cost_center.name'],
    hire_date: ['hiring_date'],
    termination_date: ['dismissal.date'],
    termination_reason: ['dismissal.type.title', 'dismissal.type.name', 'known.motive'],
    last_working_day: ['known.access_ends'],
    manager_source_id: ['supervisor.id']
  },
  statuses: STATUSES,
  reasons: REASONS,
  workerTypes: WORKER_TYPES
}

/** What the lists and the record of one person say together. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  const { listed, detail, dismissed, unlisted }: Json = 'id' in record ? { listed: record } : record
  if (isObject(listed) && detail === null) return { kind: 'unclear', reason: 'The list has this person, and GET /employees/{id} has not: nothing is taken from half a record.' }
  if (unlisted === 'neither') return { kind: 'unclear', reason: 'There is a record, but neither the list of the active nor that of the dismissed has this person.' }
  if (![listed, detail, dismissed].some(isObject)) return { kind: 'unclear', reason: 'The record holds no person.' }
  const standing = isObject(listed) ? {} : { status: isObject(dismissed) ? 'dismissed' : 'admission' }
  const joined = flat(listed, detail, dismissed)
  return await stintFrom({ ...joined, ...standing, known: knownOf(joined.dismissal, options) }, EMPLOYEE, options)
}

/**
 * What a dismissal says by the way. Its motive may be free text: it is a reason only where a table knows it. The day on which
 * access ends is the last one at work for whoever ends accounts by it; a later one than the dismissal's is none.
 */
function knownOf (dismissal: unknown, { reasons }: Options): Json {
  const { date, motive, remove_acess_date: access }: Json = isObject(dismissal) ? dismissal : {}
  return {
    ...(typeof motive === 'string' && meaning<string>(motive, reasons, REASONS) !== undefined && { motive }),
    ...(typeof access === 'string' && typeof date === 'string' && access !== '' && access.slice(0, 10) <= date.slice(0, 10) && { access_ends: access })
  }
}

/** One record: what is in several counts as the fullest says it, and nobody's silence takes anything away. */
function flat (listed: unknown, detail: unknown, dismissed: unknown): Json {
  const parts = [dismissed, listed, detail].filter(isObject).map(withoutPrivate)
  const joined: Json = {}
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) if (name !== 'dismissal' && ((value !== null && value !== '') || joined[name] === undefined)) joined[name] = value
  }
  return { ...joined, dismissal: lastOf(parts.map(({ dismissal }) => dismissal).filter(isObject)), custom: customOf(joined.custom_fields) }
}

/** The last dismissal, with all that the lists say of it: one of an earlier contract may stand beside it. */
function lastOf (dismissals: Json[]): Json | undefined {
  const dayOf = ({ date }: Json): string => String(date ?? '').slice(0, 10)
  const last = dismissals.map(dayOf).toSorted().at(-1)
  return last === undefined ? undefined : Object.assign({}, ...dismissals.filter((each) => [last, ''].includes(dayOf(each))).toReversed())
}

/** By custom_field_id, since names are typed by hand and drift. */
function customOf (fields: unknown): Json {
  const all = Array.isArray(fields) ? fields.filter(isObject) : []
  return Object.fromEntries(all.flatMap(({ custom_field_id: field, id, value }) => {
    const key = field ?? id
    return typeof key === 'string' || typeof key === 'number' ? [[String(key), value ?? null]] : []
  }))
}
