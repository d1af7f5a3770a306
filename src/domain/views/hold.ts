import { Type, type Static } from '@sinclair/typebox'
import { nullable, Reason, words } from '../fields.ts'
import { HoldReason, Id, Moment, NullableMoment } from './common.ts'

export const HOLD_STATUSES = ['open', 'approved', 'rejected', 'superseded'] as const
export type HoldStatus = typeof HOLD_STATUSES[number]
export const HoldStatus = words([...HOLD_STATUSES])

const text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, description })

/** What an approval may carry; `choices` of the hold says what this one needs. */
export const HoldAnswer = Type.Object({
  move_reports: Type.Optional(Type.Boolean({ description: 'has_reports: whether the reports go to the leader above.' })),
  employee_id: Type.Optional(text(100, 'identity_conflict: it is this employee.')),
  another_person: Type.Optional(Type.Boolean({ description: 'identity_conflict: it is somebody new.' })),
  reason: Type.Optional(Reason),
  rehire: Type.Optional(words(['update', 'end_and_create'], { description: 'rehire: how the old account is treated.' })),
  create: Type.Optional(Type.Boolean({ description: 'unknown_value, gone: create it there.' })),
  values: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), nullable(text(255, 'The value to send.')), {
    maxProperties: 50, description: 'The value to send for each field in question; the record keeps what HR said.'
  })),
  whole_cause: Type.Optional(Type.Boolean({ description: 'The same answer for every open hold of this cause.' }))
}, { title: 'HoldAnswer', additionalProperties: false, examples: [{ move_reports: true }] })
export type HoldAnswer = Static<typeof HoldAnswer>

export const HoldRejection = Type.Object({
  whole_cause: Type.Optional(Type.Boolean({ description: 'The same answer for every open hold of this cause.' }))
}, { title: 'HoldRejection', additionalProperties: false, examples: [{ whole_cause: true }] })
export type HoldRejection = Static<typeof HoldRejection>

export const HoldView = Type.Object({
  id: Id,
  status: HoldStatus,
  reason: HoldReason,
  detail: Type.String({ description: "The question, in the reader's language." }),
  fields: Type.Array(Type.Object({
    field: Type.String({ examples: ['job_title'] }),
    value: Type.Optional(Type.Unknown({ description: 'What HR says.' })),
    there: Type.Optional(Type.Unknown({ description: 'What the destination has.' }))
  }), { description: 'What is in question.' }),
  employee_id: nullable(Type.String()),
  event_id: nullable(Type.String({ description: 'The event that waits for the answer; null when it is not one alone.' })),
  destination: nullable(Type.String({ description: 'Null for a question of identity.' })),
  cause: Type.String({ description: 'Equal for all holds that one answer can take (`whole_cause`).' }),
  same_cause: Type.Integer({ minimum: 1, description: 'How many open holds share the cause, this one included.' }),
  choices: Type.Array(Type.Object({
    decision: words(['approve', 'reject']),
    answer: Type.Object({}, { additionalProperties: true, description: 'The body to send.' }),
    needs: Type.Optional(Type.Array(Type.String(), { description: 'Members of the body that you fill in.' })),
    effect: Type.String({ description: "What happens then, in the reader's language." })
  }), { description: 'The answers that make sense here.' }),
  answer: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'What was answered.' })),
  created_at: Moment,
  decided_at: NullableMoment,
  decided_by: nullable(Type.String({ description: 'Label of the key that decided.' }))
}, {
  title: 'Hold',
  examples: [{
    id: 'hold_01jt8x4m90',
    status: 'open',
    reason: 'has_reports',
    detail: 'This person leads 3 people at this platform. Where do they go?',
    fields: [],
    employee_id: 'emp_01jt8x4m80',
    event_id: 'evt_01jt8x4m7q',
    destination: 'platform',
    cause: 'c_5d41402a',
    same_cause: 1,
    choices: [{ decision: 'approve', answer: { move_reports: true }, effect: 'The 3 people go to the leader above; then the account is ended.' }],
    created_at: '2026-03-02T12:00:01.000Z',
    decided_at: null,
    decided_by: null
  }]
})
export type HoldView = Static<typeof HoldView>

export const Decided = Type.Object({
  id: Id,
  status: HoldStatus,
  decided: Type.Integer({ minimum: 1, description: 'How many holds the answer took.' })
}, { title: 'Decided', examples: [{ id: 'hold_01jt8x4m90', status: 'approved', decided: 1 }] })
