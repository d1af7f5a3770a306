import type { RowReading } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { rowFrom, type Defaults } from '../mapping/row.ts'
import type { Options } from './settings.ts'

/** Of the newer API: one flat record of the person, the employment that counts, and custom attributes by id. */
const V2: Defaults = {
  fields: {
    work_email: ['person.email'],
    first_name: ['person.first_name'],
    last_name: ['person.last_name'],
    language: ['language'],
    status: ['employment.status', 'person.status'],
    worker_type: ['employment.type'],
    job_title: ['employment.position.title'],
    department: ['department.name'],
    team: ['team.name'],
    location: ['employment.office.name'],
    company_name: ['employment.legal_entity.name'],
    cost_center: ['cost_center.name'],
    hire_date: ['employment.employment_start_date'],
    termination_date: ['ending.date'],
    last_working_day: ['ending.last_working_day'],
    termination_reason: ['ending.reason'],
    manager_source_id: ['employment.supervisor.id']
  },
  statuses: { onboarding: 'onboarding', active: 'active', leave: 'away', inactive: 'ended' },
  reasons: {
    employee: 'voluntary',
    quit: 'voluntary',
    fired: 'involuntary',
    collective_agreement: 'involuntary',
    irrevocable_suspension: 'involuntary',
    cancellation: 'involuntary',
    contract_expired: 'contract_end',
    death: 'not_applicable',
    retirement: 'not_applicable'
  },
  workerTypes: { internal: 'employee', external: 'contractor' }
}

/** Of the older API: attributes without their labels. */
const V1: Defaults = {
  ...V2,
  fields: {
    work_email: ['email'],
    first_name: ['first_name'],
    last_name: ['last_name'],
    status: ['status'],
    worker_type: ['employment_type'],
    job_title: ['position'],
    department: ['department.name'],
    team: ['team.name'],
    location: ['office.name'],
    company_name: ['subcompany.name'],
    cost_center: ['cost_centers.name'],
    hire_date: ['hire_date'],
    termination_date: ['termination_date'],
    last_working_day: ['last_working_day'],
    termination_reason: ['termination_type', 'termination_reason'],
    manager_source_id: ['supervisor.id'],
    manager_work_email: ['supervisor.email']
  }
}

const LANGUAGES: Record<string, string> = { pt: 'pt-BR', en: 'en-US', es: 'es-ES' }
const SWITCH = 'SUB_COMPANY_SWITCH'

/** What the record of one person says. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  if (isObject(record.employee)) {
    const flat = flatV1(record.employee)
    return flat.status != null || flat.termination_date != null || options.mapping?.status !== undefined ? await rowFrom(flat, V1, options) : NO_STATUS
  }
  const flat = flatV2(record, options)
  if (isObject(flat.employment) && flat.ending === undefined && flat.employment.status === 'INACTIVE') return { kind: 'ignored', reason: 'The contract ended by a move to another company of the account, whose contract is not there yet.' }
  return hasStanding(flat) || options.mapping?.status !== undefined ? await rowFrom(flat, V2, options) : NO_STATUS
}

/** An attribute that the credential may not read is left out: without a status nobody knows whether this is a leaver. */
const NO_STATUS: RowReading = { kind: 'unclear', reason: 'There is no status: tick it among the attributes of the credential.' }

function hasStanding ({ person, employment, ending }: Json): boolean {
  const told = (value: unknown): boolean => isObject(value) && value.status != null
  return told(employment) || told(person) || (isObject(ending) && ending.date !== undefined)
}

function flatV2 ({ person, employments }: Json, options: Options): Json {
  const one = isObject(person) ? person : {}
  const all = Array.isArray(employments) ? employments.filter(isObject) : []
  const employment = currentOf(all)
  const units = Array.isArray(employment?.org_units) ? employment.org_units.filter(isObject) : []
  const code = typeof one.language_code === 'string' ? one.language_code.slice(0, 2).toLowerCase() : ''
  return {
    person: one,
    ...(employment !== undefined && { employment, ending: endingOf(employment, options) }),
    department: units.find(({ type }) => type === 'department'),
    team: units.find(({ type }) => type === 'team'),
    cost_center: heaviest(employment?.cost_centers),
    ...(LANGUAGES[code] !== undefined && { language: LANGUAGES[code] }),
    custom: customOf(one.custom_attributes)
  }
}

/** The cost centre that carries most; of several the first. */
const heaviest = (centers: unknown): Json | undefined =>
  (Array.isArray(centers) ? centers.filter(isObject) : []).toSorted((a, b) => Number(b.weight ?? 0) - Number(a.weight ?? 0))[0]

/** The employment that goes on or ended last: the one that began last, and one that goes on before one that has ended. */
function currentOf (employments: Json[]): Json | undefined {
  const begun = (each: Json) => String(each.employment_start_date ?? '')
  return employments.toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)) || (begun(a) < begun(b) ? 1 : begun(a) > begun(b) ? -1 : 0))[0]
}

const isOver = ({ status }: Json): boolean => status === 'INACTIVE'

/** What an employment says of its end; a move to another company of the same account is none. */
function endingOf ({ termination, status, employment_end_date: end, contract_end_date: contractEnd }: Json, { company_switch_as_leaver: counts = false }: Options): Json | undefined {
  const told = isObject(termination) ? termination : {}
  if (told.type === SWITCH && !counts) return undefined
  return {
    // A fixed term may be renewed: it ends somebody only when the status says so, too.
    date: told.termination_date ?? end ?? (status === 'INACTIVE' ? contractEnd : undefined) ?? undefined,
    last_working_day: told.last_working_day ?? told.last_working_date ?? undefined,
    reason: told.type !== undefined && told.type !== null && told.type !== 'UNSPECIFIED' ? told.type : told.reason ?? undefined
  }
}

/** Custom attributes by id, by global id and by label. */
function customOf (attributes: unknown): Json {
  const all = Array.isArray(attributes) ? attributes.filter(isObject) : []
  return Object.fromEntries(all.flatMap(({ id, global_id: globalId, label, value }) =>
    [label, globalId, id].flatMap((name) => typeof name === 'string' && name !== '' ? [[name, value ?? null]] : [])))
}

/** {label, value, type} becomes the value, as deep as references go. */
function flatV1 (attributes: Json): Json {
  const flat = Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, plain(attribute)]))
  return { ...flat, ...(flat.termination_date == null && flat.status === 'inactive' && { termination_date: flat.contract_end_date }), custom: Object.fromEntries(Object.entries(flat).filter(([name]) => name.startsWith('dynamic_'))) }
}

function plain (value: unknown, depth = 0): unknown {
  if (depth > 6) return undefined
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1))
  if (!isObject(value)) return value
  if (isObject(value.attributes)) return plain(value.attributes, depth + 1)
  if ('value' in value && ('label' in value || 'type' in value)) return plain(value.value, depth + 1)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each, depth + 1)]))
}
