import type { Incoming, Reading } from '../../domain/source.ts'
import { isObject, objectIn, shown, type Json } from '../json.ts'

/** Families that are about pay, benefits, recruiting and the like, whatever stands before and after. */
const ABOUT_SOMETHING_ELSE = /deduction|remuneration|tax|retirement|ksaoc|photo|jobrequisition|jobapplication|applicant|dependent|benefit|beneficiar|timeoff|timecard|garnishment|directdeposit|wage|(^|\.)pay|(^|\.)(schedul|learning|course)|^organization/

/** What may happen to the record of a worker: the first words behind `worker.`. */
const ABOUT_A_WORKER = new RegExp('^worker\\.(' + [
  'hire', 'rehire', 'terminate', 'termination', 'retire', 'deceased', 'death', 'onleave', 'leave', 'suspend', 'suspension', 'return',
  'legalname', 'preferredname', 'birthname', 'formername', 'name', 'birthdate', 'gender', 'maritalstatus', 'ethnicity', 'race', 'nationalid', 'governmentid',
  'legaladdress', 'personaladdress', 'address', 'workassignment', 'assignment', 'reportsto', 'position', 'job', 'businesscommunication', 'personalcommunication',
  'communication', 'workeroriginalhiredate', 'originalhiredate', 'hiredate', 'adjustedservicedate', 'seniority', 'workerid', 'workertype', 'workerstatus', 'status',
  'customfield', 'homeworklocation', 'worklocation', 'homeorganizationalunit', 'organizationalunit', 'department', 'location', 'standardhours', 'transfer', 'promot', 'change', 'modify', 'update'
].join('|') + ')')

type Understood = { id: string } | { ignored: string } | { unreadable: string }

/**
 * One message is one or several events. What they carry of a worker is partial, and a termination was seen at a mere change of
 * job: whom an event is about is looked up.
 */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const understood = eventsIn(parsed.value)?.map(understand)
  if (understood === undefined) return { kind: 'unreadable', reason: 'There are no events: the body is {"events": [ … ]}.' }
  const ids = understood.flatMap((each) => 'id' in each ? [each.id] : [])
  if (ids.length > 0) return { kind: 'hints', ids: [...new Set(ids)] }
  const unreadable = understood.find((each) => 'unreadable' in each)
  if (unreadable !== undefined) return { kind: 'unreadable', reason: unreadable.unreadable }
  const ignored = understood.find((each) => 'ignored' in each)
  return { kind: 'ignored', reason: ignored?.ignored ?? 'There is no event in it: a test of the connection.' }
}

/** The sender's own ids; the name and the time of recording beside them, since samples of the vendor's repeat theirs. */
export function deliveryId (incoming: Pick<Incoming, 'headers' | 'body'>): string | undefined {
  const parsed = objectIn(incoming)
  const events = parsed.ok ? eventsIn(parsed.value) ?? [] : []
  const parts = events.map((event) => [event.eventID, nameOf(event), personIn(event), event.recordDateTime ?? event.creationDateTime ?? null])
  return parts.length > 0 && parts.every(([id]) => (typeof id === 'string' && id.trim() !== '') || typeof id === 'number') ? JSON.stringify(parts) : undefined
}

function eventsIn ({ events, event, ...rest }: Json): Json[] | undefined {
  if (Array.isArray(events)) return events.map((each) => isObject(each) ? each : {})
  if (isObject(event)) return [event]
  return rest.eventNameCode === undefined ? undefined : [rest]
}

function understand (event: Json): Understood {
  const name = nameOf(event)
  if (name === undefined) return { unreadable: 'There is no eventNameCode.codeValue that says what happened.' }
  const key = name.toLowerCase().replace(/[-_\s]/g, '').replace(/\.eventnotify$/, '')
  if (ABOUT_SOMETHING_ELSE.test(key)) return { ignored: `${shown(name)} does not change what is read of a person.` }
  if (!ABOUT_A_WORKER.test(key)) return { unreadable: `eventNameCode ${shown(name)} is not known: events of workers are read.` }
  const id = personIn(event)
  return id === undefined ? { unreadable: `${shown(name)} names no associateOID: neither in data.output, data.transform nor data.eventContext.` } : { id }
}

function nameOf ({ eventNameCode: code }: Json): string | undefined {
  const name = isObject(code) ? code.codeValue ?? code.shortName : code
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined
}

/** Of the worker, never of the actor or the originator, who are whoever typed it in. */
function personIn ({ data }: Json): string | undefined {
  if (!isObject(data)) return undefined
  const { output, transform, eventContext } = data
  const found = [output, transform, eventContext].filter(isObject)
    .flatMap(({ worker, associateOID }) => [isObject(worker) ? worker.associateOID : undefined, associateOID])
    .find((each) => typeof each === 'string' && each.trim() !== '')
  return typeof found === 'string' ? found.trim().slice(0, 255) : undefined
}
