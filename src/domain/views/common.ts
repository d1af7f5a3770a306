import { Type, type TSchema } from '@sinclair/typebox'
import { nullable, words } from '../fields.ts'

// What a reader is shown. One schema is the type, the serialiser (what it does not name is not sent) and the OpenAPI page.

export const Id = Type.String({ minLength: 1, maxLength: 100, description: 'Opaque.', examples: ['evt_01jt8x4m7q'] })
export const Moment = Type.String({ format: 'date-time', description: 'RFC 3339, UTC.', examples: ['2026-03-02T12:00:00.000Z'] })
export const NullableMoment = nullable(Moment)

export const EVENT_STATUSES = ['accepted', 'processing', 'waiting', 'retrying', 'held', 'failed', 'delivered', 'superseded', 'ignored', 'withdrawn'] as const
export type EventStatus = typeof EVENT_STATUSES[number]
export const EventStatus = words([...EVENT_STATUSES], {
  description: 'The worst over the destinations: failed, held, retrying, waiting, processing, delivered; or accepted (not interpreted yet), superseded, ignored, withdrawn.'
})

export const HOLD_REASONS = [
  'has_reports', 'unknown_value', 'separator_in_name', 'identity_conflict', 'rehire', 'brake', 'protected', 'unknown_person',
  'missing_required', 'reason_missing', 'clear', 'refused_value', 'unconfirmed', 'gone'
] as const
export type HoldReason = typeof HOLD_REASONS[number]
export const HoldReason = words([...HOLD_REASONS], { description: 'Why a person is asked.' })

export const HoldBrief = Type.Object({
  id: Id,
  reason: HoldReason,
  detail: Type.String({ description: "The question, in the reader's language." })
}, { title: 'HoldBrief', examples: [{ id: 'hold_1', reason: 'unknown_value', detail: 'The job title is not known at this destination.' }] })

export const Withheld = Type.Object({
  field: Type.String({ examples: ['job_title'] }),
  why: Type.String({ examples: ['unknown_value'] })
}, { title: 'Withheld', description: 'A field that stayed behind while the rest went.' })

/** A page of a list; `next_cursor` is null on the last one. */
export const page = <T extends TSchema>(item: T) => Type.Object({
  data: Type.Array(item),
  next_cursor: nullable(Type.String({ description: 'Send it as `cursor` to get the next page; null on the last one.' }))
})

/** One thing about a body that is wrong (REST) or was left out (vendors). */
export const Finding = Type.Object({
  pointer: Type.String({ description: 'JSON Pointer into the body; /query/… and /headers/… for the rest of the request.', examples: ['/cpf'] }),
  code: Type.String({ examples: ['invalid_cpf'] }),
  detail: Type.String({ examples: ['Not a valid CPF: eleven digits with correct check digits, with or without punctuation.'] })
}, { title: 'Finding' })
