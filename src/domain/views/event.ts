import { Type, type Static } from '@sinclair/typebox'
import { EVENT_TYPES } from '../event.ts'
import { nullable, words } from '../fields.ts'
import { EventStatus, Finding, HoldBrief, Id, Moment, NullableMoment, Withheld } from './common.ts'

export const EventKind = words([...EVENT_TYPES], { description: 'What a message says about one person.' })

export const AcceptedEvent = Type.Object({
  id: Id, type: EventKind, status: EventStatus, received_at: Moment
}, { title: 'AcceptedEvent', examples: [{ id: 'evt_01jt8x4m7q', type: 'hire', status: 'accepted', received_at: '2026-03-02T12:00:00.000Z' }] })
export type AcceptedEvent = Static<typeof AcceptedEvent>

export const AttemptView = Type.Object({
  at: Moment,
  method: Type.String({ examples: ['POST'] }),
  status: nullable(Type.Integer({ description: 'HTTP status; null when nobody answered.', examples: [200] })),
  outcome: Type.String({ examples: ['delivered'] }),
  duration_ms: Type.Integer({ minimum: 0, examples: [84] })
}, { title: 'Attempt', description: 'One outbound call.' })
export type AttemptView = Static<typeof AttemptView>

const seen = {
  id: Id,
  type: EventKind,
  status: EventStatus,
  reason: Type.Optional(Type.String({ description: 'Why it was ignored: no_difference, leaver, other_contract_open, not_mapped, out_of_scope.' })),
  employee_id: nullable(Type.String({ description: 'Null while the identity is in question.' })),
  source: Type.String({ description: 'Name of the source; `api` for REST.', examples: ['api'] }),
  received_at: Moment,
  counts_from: Type.Optional(Type.String({ format: 'date-time', description: 'The time of its stamp: when the statement counts from.' })),
  withdrawn_at: Type.Optional(NullableMoment)
}

export const EventSummary = Type.Object({
  ...seen,
  destinations: Type.Array(Type.Object({ destination: Type.String(), status: EventStatus }))
}, { title: 'EventSummary' })
export type EventSummary = Static<typeof EventSummary>

export const EventAtDestination = Type.Object({
  destination: Type.String({ examples: ['platform'] }),
  status: EventStatus,
  reason: Type.Optional(Type.String()),
  remote_id: nullable(Type.String({ description: 'The id of the account there.' })),
  confirmed: nullable(Type.Boolean({ description: 'What the read-back found: agrees, disagrees, or null: not read yet.' })),
  withheld: Type.Optional(Type.Array(Withheld)),
  hold: Type.Optional(HoldBrief),
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
  due_at: Type.Optional(NullableMoment),
  attempts: Type.Array(AttemptView)
}, { title: 'EventAtDestination' })
export type EventAtDestination = Static<typeof EventAtDestination>

export const EventView = Type.Object({
  ...seen,
  hold: Type.Optional(HoldBrief),
  warnings: Type.Optional(Type.Array(Finding, { description: 'What was left out of a vendor\'s message, and why.' })),
  destinations: Type.Array(EventAtDestination)
}, {
  title: 'Event',
  examples: [{
    id: 'evt_01jt8x4m7q',
    type: 'hire',
    status: 'delivered',
    employee_id: 'emp_01jt8x4m80',
    source: 'api',
    received_at: '2026-03-02T12:00:00.000Z',
    counts_from: '2026-03-02T12:00:00.000Z',
    destinations: [{
      destination: 'platform',
      status: 'delivered',
      remote_id: '4711',
      confirmed: true,
      attempts: [{ at: '2026-03-02T12:00:00.400Z', method: 'POST', status: 200, outcome: 'delivered', duration_ms: 84 }]
    }]
  }]
})
export type EventView = Static<typeof EventView>
