import type { Draft, Incoming, Reading } from '../../domain/source.ts'
import { isObject, objectIn, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { rowFrom } from '../mapping/row.ts'
import { dayIn } from './record.ts'
import { hintFor } from './hint.ts'
import { defaultsFor } from './row.ts'
import { EVENTS, type Event, type Options } from './settings.ts'

/** Words for what happened, beside the owner's. */
const KNOWN: Record<string, Event | 'ignore'> = { hire: 'hire', rehire: 'rehire', change: 'change', termination: 'termination', leave: 'leave', return: 'return' }
const IDENTIFIERS = ['employee_number', 'company_code', 'cpf', 'work_email', 'source_id'] as const

/** What Integration Center posts: fields of our template, bare or below data, one person or several. */
export async function readTemplate (incoming: Pick<Incoming, 'headers' | 'path' | 'body'>, options: Options): Promise<Reading> {
  const parsed = objectIn({ ...incoming, body: asObject(incoming.body) })
  if (!parsed.ok) return parsed.reading
  const items = [parsed.value.data ?? parsed.value].flat()
  if (items.length === 0) return { kind: 'ignored', reason: 'The list is empty.' }
  const told: (Draft | undefined)[] = []
  const ids: (string | undefined)[] = []
  for (const item of items) {
    if (!isObject(item)) return { kind: 'unreadable', reason: 'data holds something that is not an object.' }
    const event = eventOf(incoming.path, [item, parsed.value], options)
    if (event === 'ignore') continue
    ids.push(hintFor(Object.entries(item)))
    told.push(event === undefined || options.integration_center === 'look_up' ? undefined : await draftOf(item, event, options))
  }
  if (told.length === 0) return { kind: 'ignored', reason: 'Events of this type are left alone.' }
  const drafts = told.filter((each) => each !== undefined)
  if (drafts.length === told.length) return { kind: 'drafts', drafts }
  const hints = ids.filter((each) => each !== undefined)
  return hints.length === ids.length
    ? { kind: 'hints', ids: [...new Set(hints)] }
    : { kind: 'unreadable', reason: 'Somebody is named neither by personIdExternal nor by perPersonUuid nor by userId, and what is told does not say enough.' }
}

/** A list at the root becomes what it would be below data. */
function asObject (body: Uint8Array): Uint8Array {
  const text = Buffer.from(body)
  return /^(\xef\xbb\xbf)?\s*\[/.test(text.subarray(0, 100).toString('latin1')) ? Buffer.concat([Buffer.from('{"data":'), text.subarray(text.indexOf('[')), Buffer.from('}')]) : body
}

/** By what follows the URL; then by a type or event beside the fields; then by a reason that the owner has translated. Undefined: not said. */
function eventOf (path: string[], places: Json[], { events }: Options): Event | 'ignore' | undefined {
  const byPath = path.find((segment): segment is Event => (EVENTS as readonly string[]).includes(segment))
  if (byPath !== undefined) return byPath
  for (const { event, type } of places) {
    const word = typeof event === 'string' ? event : typeof type === 'string' ? type : ''
    if (word.trim() !== '') return meaning(word.split('.').at(-1)!, events, KNOWN) ?? 'change'
  }
  const reasons = places.flatMap(({ eventReason, status }) => [eventReason, status]).filter((each) => typeof each === 'string')
  return reasons.map((reason) => meaning(reason, events)).find((each) => each !== undefined)
}

/** What is told, when it is enough; undefined: look them up. */
async function draftOf (item: Json, event: Event, options: Options): Promise<Draft | undefined> {
  const defaults = defaultsFor(options)
  const reading = await rowFrom(flatOf(item), { ...defaults, fields: { ...defaults.fields, status: [] } }, options)
  if (reading.kind !== 'row') return undefined
  const { body, termination } = reading.told
  const uuid = item.perPersonUuid
  const all: Json = { ...body, ...(typeof uuid === 'string' && uuid.trim() !== '' && { source_id: uuid.trim() }) }
  const who: Json = Object.fromEntries(IDENTIFIERS.flatMap((name) => all[name] === undefined ? [] : [[name, all[name]]]))
  if (Object.keys(who).length === 0) return undefined
  const effective = dayIn(item.effectiveDate)
  switch (event) {
    case 'hire': case 'rehire': {
      const isNamed = body.full_name !== undefined || body.first_name !== undefined
      return isNamed && body.hire_date !== undefined ? { type: 'hire', body: all } : undefined
    }
    case 'termination': return termination?.date === undefined ? undefined : { type: 'termination', body: { ...who, ...termination } }
    case 'leave': return effective === undefined ? undefined : { type: 'leave', body: { ...who, from: effective, ...(dayIn(item.endDate) !== undefined && { until: dayIn(item.endDate) }) } }
    case 'return': return effective === undefined ? undefined : { type: 'return', body: { ...who, date: effective } }
    case 'change': {
      // In SAP's own sample hireDate is the beginning of the job row: of a change it says nothing about the contract.
      const { hire_date: _, ...changed } = all
      const says = Object.keys(changed).some((name) => name === 'work_email' || !(IDENTIFIERS as readonly string[]).includes(name))
      return says ? { type: 'change', body: { ...changed, ...(effective !== undefined && { effective_on: effective }) } } : undefined
    }
  }
}

/** The template's fields where the same ones stand in a record that is read, so that one mapping serves both. */
function flatOf (item: Json): Json {
  const given = (...names: string[]): unknown => names.map((name) => item[name]).find((each) => each !== undefined)
  const nav = (name: string): Json | undefined => item[name] === undefined ? undefined : { name: item[name] }
  return {
    person: item,
    personal: item,
    employment: { ...item, startDate: item.hireDate, endDate: item.terminationDate },
    job: { ...item, departmentNav: nav('department'), businessUnitNav: nav('businessUnit'), costCenterNav: nav('costCenter'), locationNav: nav('location'), companyNav: nav('company') },
    user: item,
    full_name: given('fullName', 'displayName'),
    cpf: given('cpf', 'nationalId'),
    email: { work: given('email', 'emailAddress', 'workEmail'), personal: item.personalEmail },
    phone: { mobile: given('mobilePhone', 'phoneNumber') },
    worker: item.isContingentWorker === true || item.isContingentWorker === 'true' ? 'contractor' : undefined,
    manager: managerIn(item),
    ending: item.terminationDate === undefined ? undefined : { date: item.terminationDate, last_working_day: item.lastDateWorked, reason: given('eventReason', 'status') }
  }
}

function managerIn (item: Json): Json | undefined {
  const { managerPersonIdExternal: person, managerUserId: user = item.managerId, managerEmail: email } = item
  if (person === undefined && user === undefined && email === undefined) return undefined
  return { personIdExternal: person, userId: user === 'NO_MANAGER' ? null : user, email }
}
