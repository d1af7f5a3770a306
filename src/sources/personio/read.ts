import type { Incoming, Reading } from '../../domain/source.ts'
import { isObject, objectIn, shown, type Json } from '../json.ts'
import { hintOf } from './employment.ts'

/** Families of events that are about a person's record. */
const ABOUT_PEOPLE = /^(person|employment)\./
const OTHERS = /^(absence-period|attendance-period|document)\./

/** A webhook carries ids and no data: whom it is about is looked up, by the person or by the employment. */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const { event_name: name, payload } = parsed.value
  if (typeof name !== 'string') return { kind: 'unreadable', reason: 'There is no event_name that says what happened.' }
  if (OTHERS.test(name)) return { kind: 'ignored', reason: `${shown(name)} does not change a person's record.` }
  if (!ABOUT_PEOPLE.test(name)) return { kind: 'unreadable', reason: `event_name ${shown(name)} is not known: events of person and employment are read.` }
  if (!isObject(payload)) return { kind: 'unreadable', reason: 'payload is not an object.' }
  const id = personIn(payload, name.startsWith('person.'))
  if (id !== undefined) return { kind: 'hints', ids: [id] }
  const employment = name.startsWith('employment.') ? employmentIn(payload) : undefined
  return employment === undefined
    ? { kind: 'unreadable', reason: 'No id was found in payload: payload.person.id, payload.person_id, payload.employment.id, payload.employment_id or payload.id.' }
    : { kind: 'hints', ids: [hintOf(employment)] }
}

/** Where the id stands is not published: by analogy with what is, and with either mark between words. */
function personIn (payload: Json, isPerson: boolean): string | undefined {
  const { person, employment } = payload
  const candidates = [
    isObject(person) ? person.id : undefined, payload.person_id, payload['person-id'],
    isObject(employment) ? employment['person-id'] : undefined,
    isObject(employment) && isObject(employment.person) ? employment.person.id : undefined,
    isObject(employment) ? employment.person_id : undefined,
    isPerson ? payload.id : undefined
  ]
  return idAmong(candidates)
}

function employmentIn (payload: Json): string | undefined {
  const { employment } = payload
  return idAmong([isObject(employment) ? employment.id : undefined, payload.employment_id, payload['employment-id'], payload.id])
}

function idAmong (candidates: unknown[]): string | undefined {
  const found = candidates.find((each) => (typeof each === 'string' && each.trim() !== '') || typeof each === 'number')
  return found === undefined ? undefined : String(found).trim().slice(0, 255)
}
