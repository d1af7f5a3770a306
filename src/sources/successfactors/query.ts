import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { Rule } from '../mapping/fields.ts'
import type { Options, Settings } from './settings.ts'

const JOB = 'employmentNav/jobInfoNav'
/** Where the parts of a record that a mapping names come from. */
const ROOTS: Record<string, string> = { person: '', personal: 'personalInfoNav', employment: 'employmentNav', job: JOB, user: 'employmentNav/userNav' }

/** Fields of the known places, by their navigation. No salary, no bank, no documents but the CPF's. */
const NEEDED: Record<string, readonly string[]> = {
  '': ['personIdExternal', 'perPersonUuid'],
  personalInfoNav: ['startDate', 'endDate', 'firstName', 'middleName', 'lastName'],
  emailNav: ['emailAddress', 'emailType', 'isPrimary'],
  phoneNav: ['countryCode', 'areaCode', 'phoneNumber', 'phoneType', 'isPrimary'],
  nationalIdNav: ['cardType', 'nationalId'],
  employmentNav: ['userId', 'startDate', 'endDate', 'lastDateWorked', 'isContingentWorker'],
  'employmentNav/userNav': ['userId', 'status', 'email'],
  [JOB]: ['seqNumber', 'startDate', 'endDate', 'emplStatus', 'eventReason', 'jobTitle', 'company', 'businessUnit', 'department', 'costCenter', 'location', 'managerId'],
  [`${JOB}/emplStatusNav`]: ['externalCode'],
  [`${JOB}/companyNav`]: ['name'],
  [`${JOB}/businessUnitNav`]: ['name'],
  [`${JOB}/departmentNav`]: ['name'],
  [`${JOB}/costCenterNav`]: ['name'],
  [`${JOB}/locationNav`]: ['name'],
  [`${JOB}/managerUserNav`]: ['userId', 'email']
}

/** A change of any of these is one of the person: the stamp of PerPerson alone does not move with them. */
const STAMPED = ['', 'personalInfoNav', 'emailNav', 'phoneNav', 'employmentNav', 'employmentNav/userNav', JOB]
/** What begins or ends by itself moves no stamp on its day. */
const BEGINNING = ['personalInfoNav', 'employmentNav', JOB]
const DAY_MS = 86_400_000

/** The address of a query; `/`, `,` and `'` stay readable, a space is %20. */
export const address = (settings: Settings, entity: string, query: Record<string, string | undefined>): string =>
  `${settings.base_url.replace(/\/odata\/v2$/, '')}/odata/v2/${entity}?${Object.entries({ $format: 'json', ...query }).flatMap(([name, value]) => value === undefined ? [] : [`${name}=${encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%2C', ',')}`]).join('&')}`

/** People with everything that a row needs, all dated rows included: those to come are not given otherwise. */
export function peopleAt (settings: Settings, options: Options, filter?: string): string {
  const { page_size: size = 50, paging = 'snapshot', rows_from: from = '1900-01-01', fields = 'needed' } = settings
  const wanted = wantedFields(settings, options)
  return address(settings, 'PerPerson', {
    $filter: filter,
    $expand: Object.keys(wanted).filter((nav) => nav !== '').join(','),
    $select: fields === 'all' ? undefined : Object.entries(wanted).flatMap(([nav, names]) => names.map((name) => below(nav, name))).join(','),
    fromDate: from,
    toDate: '9999-12-31',
    customPageSize: String(size),
    paging: paging === 'none' ? undefined : paging
  })
}

function wantedFields ({ without = [] }: Settings, { mapping = {} }: Options): Record<string, string[]> {
  const left = (nav: string): boolean => nav.split('/').some((name) => without.includes(name))
  const wanted: Record<string, string[]> = Object.fromEntries(Object.entries(NEEDED).filter(([nav]) => !left(nav)).map(([nav, names]) => [nav, [...names]]))
  for (const path of Object.values(mapping).flatMap(pathsOf)) {
    const [root, ...names] = path.split('.').filter((name) => !/^\d+$/.test(name))
    const name = names.pop()
    if (name === undefined || !Object.hasOwn(ROOTS, root!) || ![...names, name].every((each) => /^\w{1,100}$/.test(each))) continue
    const nav = names.reduce(below, ROOTS[root!]!)
    const known = wanted[nav] ??= []
    if (!known.includes(name)) known.push(name)
  }
  return wanted
}

const below = (nav: string, name: string): string => nav === '' ? name : `${nav}/${name}`

/** The places that a rule of the mapping reads, those inside an expression included. */
function pathsOf (rule: Rule): string[] {
  if (typeof rule === 'string') return [rule]
  if (Array.isArray(rule)) return rule
  const { path = [], expression = '' } = rule
  return [...[path].flat(), ...expression.matchAll(/\b(?:person|personal|employment|job|user)(?:\.\w+)+/g).map(([found]) => found)]
}

/** Whoever changed since, in whatever part; and whoever's rows, contracts or endings have their day in between. */
export function changedSince (since: Instant, at: Instant, { without = [] }: Settings): string {
  const stamp = `datetimeoffset'${isoOf(since).slice(0, 19)}Z'`
  const [first, last] = [`datetime'${isoOf(since - DAY_MS).slice(0, 10)}T00:00:00'`, `datetime'${isoOf(at).slice(0, 10)}T23:59:59'`]
  const within = (name: string): string => `(${name} ge ${first} and ${name} le ${last})`
  const asked = (nav: string): boolean => !nav.split('/').some((name) => without.includes(name))
  return [
    ...STAMPED.filter(asked).map((nav) => `(${below(nav, 'lastModifiedDateTime')} ge ${stamp})`),
    ...BEGINNING.filter(asked).map((nav) => within(below(nav, 'startDate'))),
    ...['personEmpTerminationInfoNav'].filter(asked).map((nav) => within(`${nav}/latestTerminationDate`))
  ].join(' or ')
}

/** A text in a filter: an apostrophe is written twice. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
export const anyOf = (name: string, values: string[]): string => values.map((value) => `${name} eq ${literal(value)}`).join(' or ')
