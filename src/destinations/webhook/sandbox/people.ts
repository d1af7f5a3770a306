/** Somebody as this receiver has them. */
export interface Person {
  source_id: string
  state: 'active' | 'ended'
  fields: Record<string, unknown>
  leave: { from: string, until?: string } | null
  termination: Record<string, unknown> | null
  revision: number
}

export interface Message { type: string, timestamp: string, data: Record<string, unknown> }

const IDENTIFIERS = ['employee_number', 'company_code', 'cpf', 'work_email']
const FIELDS = new Set([
  ...IDENTIFIERS, 'personal_email', 'mobile_phone', 'full_name', 'first_name', 'last_name', 'social_name', 'social_first_name', 'social_last_name', 'birth_name', 'gender', 'birth_date', 'sex', 'education', 'language', 'show_birthday', 'show_tenure', 'show_vacation',
  'tags', 'custom', 'company_name', 'worker_type', 'job_title', 'department', 'business_unit', 'cost_center', 'team', 'location', 'groups', 'managers', 'hire_date', 'vacation'
])
/** What each type may say beside who is meant. */
const MEMBERS: Record<string, ReadonlySet<string>> = {
  hire: FIELDS,
  change: new Set([...FIELDS, 'match', 'leave', 'termination']),
  termination: new Set([...IDENTIFIERS, 'date', 'reason', 'last_working_day', 'move_reports']),
  leave: new Set([...IDENTIFIERS, 'from', 'until']),
  return: new Set([...IDENTIFIERS, 'date']),
  state: new Set([...FIELDS, 'state', 'revision', 'leave', 'termination'])
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isDay = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)

/** Why a message is not understood; undefined: it is, and has been taken over. */
export function take (message: unknown, people: Map<string, Person>): string | undefined {
  if (!isObject(message) || typeof message.type !== 'string' || typeof message.timestamp !== 'string' || !isObject(message.data)) return 'not {type, timestamp, data}'
  if (Number.isNaN(Date.parse(message.timestamp)) || Object.keys(message).length !== 3) return 'not {type, timestamp, data}'
  const type = message.type.replace(/^employee\./, '')
  const { data } = message
  const { source_id: id } = isObject(data.match) ? data.match : data
  const members = MEMBERS[type]
  if (members === undefined) return `unknown type ${type}`
  if (typeof id !== 'string') return 'whom does it mean?'
  const stranger = Object.keys(data).find((name) => name !== 'source_id' && !members.has(name))
  if (stranger !== undefined) return `${stranger} is no member of ${type}`
  const person = people.get(id)
  return type === 'hire' ? hire(id, data, people) : type === 'state' ? state(id, data, people) : person === undefined ? 'nobody by that id' : HEARD[type]!(person, data)
}

function hire (id: string, { source_id: _, ...fields }: Record<string, unknown>, people: Map<string, Person>): string | undefined {
  const before = people.get(id)
  if (before?.state === 'ended' && String(fields.hire_date) <= String(before.termination?.date)) return 'hired before the ending'
  people.set(id, { source_id: id, state: 'active', leave: before?.leave ?? null, termination: null, revision: 0, fields: { ...before?.fields, ...fields } })
  return undefined
}

function state (id: string, { source_id: _, state: now, revision, leave = null, termination = null, ...fields }: Record<string, unknown>, people: Map<string, Person>): string | undefined {
  if (!['not_yet', 'active', 'leaver'].includes(String(now)) || !Number.isInteger(revision)) return 'no state, or no revision'
  if (Number(revision) <= (people.get(id)?.revision ?? 0)) return undefined   // older than what is known
  if ((now === 'leaver') !== (termination !== null)) return 'a leaver, and only a leaver, has a termination'
  people.set(id, { source_id: id, state: now === 'leaver' ? 'ended' : 'active', fields, leave: leave as Person['leave'], termination: termination as Person['termination'], revision: Number(revision) })
  return undefined
}

const HEARD: Record<string, (person: Person, data: Record<string, unknown>) => string | undefined> = {
  change (person, { source_id: _, match, leave, termination, ...fields }) {
    // Who is named by what is not so is somebody else.
    const named = isObject(match) ? match : {}
    const off = IDENTIFIERS.find((name) => named[name] !== undefined && named[name] !== person.fields[name] && fields[name] !== person.fields[name])
    if (off !== undefined) return `${off} of match is not this person's`
    const silently = match === undefined && IDENTIFIERS.find((name) => fields[name] !== undefined && fields[name] !== person.fields[name])
    if (silently) return `a new ${silently} without match`
    if (termination !== undefined && termination !== null) return 'an ending is no change'
    if (termination === null) Object.assign(person, { termination: null, state: 'active' })
    if (leave !== undefined) person.leave = leave as Person['leave']
    const { custom, ...plain } = fields
    Object.assign(person.fields, plain, custom !== undefined && { custom: { ...person.fields.custom as object, ...custom as object } })
    return undefined
  },
  termination (person, { source_id: _, ...termination }) {
    if (!isDay(termination.date)) return 'no date'
    for (const name of IDENTIFIERS) delete termination[name]
    Object.assign(person, { state: 'ended', termination })
    return undefined
  },
  leave (person, { from, until }) {
    if (!isDay(from) || (until !== undefined && !isDay(until))) return 'no date'
    person.leave = { from: String(from), ...(until !== undefined && { until: String(until) }) }
    return undefined
  },
  return (person, { date }) {
    if (!isDay(date)) return 'no date'
    person.leave = null
    return undefined
  }
}
