import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { headerName } from '../verify/headers.ts'

/** What an event may mean; the statements may also follow the webhook URL as a segment of their own. */
export const STATEMENTS = ['hire', 'change', 'termination', 'leave', 'return', 'upsert'] as const
export const EVENTS = [...STATEMENTS, 'look', 'ignore'] as const
export type Event = typeof EVENTS[number]

const Path = Type.String({ minLength: 1, maxLength: 200 })
const Paths = Type.Union([Path, Type.Array(Path, { minItems: 1, maxItems: 20 })])
const Rule = Type.Union([Path, Type.Array(Path, { minItems: 1, maxItems: 20 }), Type.Object({ expression: Type.String({ minLength: 1, maxLength: 2000 }) }, { additionalProperties: false })])
export type Rule = Static<typeof Rule>

/** The same with what a page of documentation needs. */
const said = <T extends typeof Rule | typeof Paths | typeof Path>(schema: T, description: string, example: unknown) => Type.Optional({ ...schema, description, examples: [example] } as T)

export const DATE_FORMS = ['day_first', 'month_first', 'epoch_ms', 'epoch_s'] as const

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  id_path: Type.Optional({ ...Paths, description: "Where the system's own id of a person stands in a record; of a message, in the record or beside it in the entry. Several: the first that holds something.", default: 'id', examples: [['id', 'employeeId']] } as typeof Paths),
  event_path: said(Rule, 'Where a message says what happened: in the entry, or else in the whole body. A path, several, or a JSONata expression.', 'event.type'),
  event_header: Type.Optional(headerName('A header that says what happened, where the body does not.', 'x-event-type')),
  events: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), words([...EVENTS]), {
    maxProperties: 500,
    description: 'What the names of events mean. upsert: the record is the full current row, and its status counts. look: whoever it is about is looked up (settings.one). ignore: nothing. Names of ours mean themselves.',
    examples: [{ COLABORADOR_ADMITIDO: 'hire', COLABORADOR_ALTERADO: 'look', FERIAS: 'ignore' }]
  })),
  event_default: Type.Optional(words([...EVENTS], { description: 'What an event means that has no name or one that is not listed. Absent: it is kept and shown, and nothing of it is forwarded.' })),
  items_path: said(Path, 'Where the list of entries stands when one message is about several people. Absent: the body is the entry, or the list of them.', 'events'),
  record_path: said(Paths, 'Where the person stands in an entry. Absent: the entry is the person. Everything of the message can be mapped as _message.…', 'data.employee'),
  delivery_id_path: said(Path, "The sender's own id of a delivery: one that came before is a duplicate. Only if it is another one for every message.", 'delivery_id'),
  delivery_id_header: Type.Optional(headerName('The same in a header; of Standard Webhooks webhook-id.', 'x-delivery-id')),
  occurred_at_path: said(Paths, 'When it became so, with its offset, or as an epoch. In the record, or else in the whole body. Absent: when it arrived.', 'created_at'),
  effective_path: said(Paths, 'The day from which an event counts, in the same places: of a change, of a return, and of a leave or an ending whose own date is not told.', 'effective_date'),
  dates: Type.Optional(words([...DATE_FORMS], { default: 'day_first', description: 'What 03/04/2026 and numbers are: the third of April, or the fourth of March; or numbers are milliseconds or seconds since 1970. Other forms are known: 2026-04-03, 20260403, with a time behind.' })),
  dates_time_zone: Type.Optional(Type.String({ maxLength: 64, default: 'UTC', description: 'In which zone an epoch is a day.', examples: ['America/Sao_Paulo'] })),
  answer: Type.Optional(Type.Object({
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 299, default: 200 })),
    content_type: Type.Optional(Type.String({ minLength: 3, maxLength: 100, default: 'application/json; charset=utf-8' })),
    body: Type.Optional(Type.String({ maxLength: 2000, default: '{}' }))
  }, { additionalProperties: false, description: 'What the sender of a message expects as an answer.', examples: [{ status: 200, content_type: 'text/plain', body: 'OK' }] }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
