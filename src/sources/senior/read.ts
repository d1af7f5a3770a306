import type { Incoming, Reading } from '../../domain/source.ts'
import { isObject, objectIn, shown, type Json } from '../json.ts'
import { valueAt, wordKey } from '../mapping/lookup.ts'
import type { Options } from './settings.ts'

/** The form of a message is not published: the places where such a thing usually stands, in order. */
const EVENT = ['event', 'eventName', 'event_name', 'eventType', 'event.name', 'event.type', 'primitive', 'primitiveName', 'type', 'name', 'metadata.event', 'metadata.eventName', 'headers.event', 'headers.primitive', 'header.event']
const TENANT = ['tenant', 'tenantName', 'tenantId', 'tenant.name', 'tenantDomain', 'metadata.tenant', 'headers.tenant', 'headers.X-Tenant', 'header.tenant']
const PAYLOAD = ['payload', 'data', 'entity', 'body', 'content', 'record', 'message']
const EMPLOYEE = ['employee.id', 'employeeId', 'employee_id', 'employeeid']
const PERSON = ['person.id', 'personId', 'person_id', 'personid']
const ENTITY = ['entityId', 'entity_id', 'id']
/** At the root `id` is rather the message's own. */
const ROOT = ['entityId', 'entity_id', 'entity.id']

/** A message of Events Hub says about whom; what is true is looked up. */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>, options: Options): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const message = parsed.value
  const event = textAt(message, options.event_path, EVENT)
  const tenant = textAt(message, options.tenant_path, TENANT)
  const { webhook_tenant: ours, webhook_events: wanted } = options
  if (ours !== undefined && tenant !== undefined && wordKey(tenant) !== wordKey(ours)) return { kind: 'ignored', reason: `It is about another tenant than ${shown(ours)}.` }
  if (ours !== undefined && tenant === undefined) return { kind: 'unreadable', reason: 'It does not say which tenant it is about: say in options.tenant_path where that stands.' }
  if (wanted !== undefined && (event === undefined || !wanted.some((each) => wordKey(each) === wordKey(event)))) {
    return event === undefined
      ? { kind: 'unreadable', reason: 'It does not say what happened: say in options.event_path where that stands.' }
      : { kind: 'ignored', reason: `${shown(event)} is none of options.webhook_events.` }
  }
  const hint = hintIn(message, event, options)
  return hint === undefined
    ? { kind: 'unreadable', reason: 'No id of an employee was found: say in options.entity_id_path where it stands.' }
    : { kind: 'hints', ids: [hint] }
}

/** employee:… or person:…, where it is known which; of G5 numEmp-tipCol-numCad. */
function hintIn (message: Json, event = '', options: Options): string | undefined {
  const payload = payloadIn(message, options)
  const own = options.entity_id_path === undefined ? undefined : textAt(withPayload(message, payload), options.entity_id_path)
  const employee = own ?? textAt(payload, undefined, EMPLOYEE) ?? textAt(message, undefined, EMPLOYEE)
  if (own === undefined && employee !== undefined) return hint('employee', employee)
  const contract = contractIn(payload) ?? contractIn(message)
  if (own === undefined && contract !== undefined) return contract
  const isPerson = /person|pessoa/i.test(event) && !/employee|colaborador/i.test(event)
  const entity = own ?? textAt(payload, undefined, ENTITY) ?? (payload === message ? undefined : textAt(message, undefined, ROOT))
  // An event of a person names the person by its bare id, and one of an employee, the employee.
  if (entity !== undefined) return isPerson ? hint('person', entity) : /employee|colaborador/i.test(event) ? hint('employee', entity) : entity.slice(0, 255)
  const person = textAt(payload, undefined, PERSON) ?? textAt(message, undefined, PERSON)
  return person === undefined ? undefined : hint('person', person)
}

const hint = (kind: string, id: string): string => /^\d+-\d+-\d+$/.test(id) ? id : `${kind}:${id}`.slice(0, 255)

function contractIn (payload: Json): string | undefined {
  const names = new Map(Object.keys(payload).map((name) => [name.toLowerCase(), name]))
  const [company, type, number] = ['numemp', 'tipcol', 'numcad'].map((name) => textAt(payload, undefined, [names.get(name) ?? name]))
  return company === undefined || number === undefined || !/^\d{1,9}$/.test(company) || !/^\d{1,12}$/.test(number) ? undefined : `${company}-${type !== undefined && /^\d$/.test(type) ? type : '1'}-${number}`
}

/** The payload, also one that is JSON in a text; the message itself where there is none. */
function payloadIn (message: Json, { payload_path: own }: Options): Json {
  for (const path of own === undefined ? PAYLOAD : pathsOf(own)) {
    const value = valueAt(message, path)
    if (isObject(value)) return value
    const inside = typeof value === 'string' ? jsonOf(value) : undefined
    if (inside !== undefined) return inside
  }
  return message
}

/** Paths of the owner go from the root, also into a payload that came as a text. */
function withPayload (message: Json, payload: Json): Json {
  const name = Object.keys(message).find((each) => typeof message[each] === 'string' && each.length < 100 && jsonOf(message[each]) !== undefined)
  return name === undefined ? message : { ...message, [name]: payload }
}

function jsonOf (text: unknown): Json | undefined {
  if (typeof text !== 'string' || !text.trimStart().startsWith('{')) return undefined
  const parsed = objectIn({ headers: {}, body: new TextEncoder().encode(text) })
  return parsed.ok ? parsed.value : undefined
}

function textAt (value: Json, own: string | string[] | undefined, known: readonly string[] = []): string | undefined {
  for (const path of own === undefined ? known : pathsOf(own)) {
    const found = valueAt(value, path)
    if (typeof found === 'string' && found.trim() !== '') return found.trim()
    if (typeof found === 'number') return String(found)
  }
}

/** $.a.b[0]['c'] as a.b.0.c. */
const pathsOf = (own: string | string[]): string[] =>
  (typeof own === 'string' ? [own] : own).map((path) => path.replace(/^\$\.?/, '').replace(/\[['"]?([^\]'"]+)['"]?\]/g, '.$1').replace(/^\./, ''))
