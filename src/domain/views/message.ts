import { Type, type Static } from '@sinclair/typebox'
import { nullable, words } from '../fields.ts'
import { EventStatus, Finding, Id, Moment } from './common.ts'
import { EventKind } from './event.ts'

export const MESSAGE_STATUSES = ['pending', 'interpreted', 'failed', 'test'] as const
export type MessageStatus = typeof MESSAGE_STATUSES[number]
export const MessageStatus = words([...MESSAGE_STATUSES], { description: 'failed: kept with its reason, can be interpreted again. test: the test button of a vendor.' })

const seen = {
  id: Id,
  source: Type.String({ description: 'Name of the source; `api` for REST.', examples: ['api'] }),
  kind: Type.String({ description: 'The route, or the kind of the source: who can interpret it.', examples: ['hire'] }),
  status: MessageStatus,
  reason: nullable(Type.String({ description: 'Why it could not be interpreted, or was ignored.' })),
  received_at: Moment
}

export const MessageSummary = Type.Object(seen, { title: 'MessageSummary' })
export type MessageSummary = Static<typeof MessageSummary>

export const MessageView = Type.Object({
  ...seen,
  receipt: Type.Object({
    verified_by: Type.Optional(Type.String({ description: 'How the sender was verified.', examples: ['api key'] })),
    warnings: Type.Optional(Type.Array(Type.String()))
  }, { additionalProperties: true, description: 'How it arrived and what was answered.' }),
  tries: Type.Integer({ minimum: 0, description: 'How often it was interpreted.' }),
  body: nullable(Type.String({ description: 'As it arrived; null once retention has passed.' })),
  body_encoding: Type.Optional(words(['utf-8', 'base64'])),
  events: Type.Array(Type.Object({ index: Type.Integer({ minimum: 0 }), id: Id, type: EventKind, status: EventStatus })),
  findings: Type.Optional(Type.Array(Finding, { description: 'What was wrong with it, or was left out.' }))
}, {
  title: 'Message',
  examples: [{
    id: 'msg_01jt8x4m6p',
    source: 'api',
    kind: 'hire',
    status: 'interpreted',
    reason: null,
    received_at: '2026-03-02T12:00:00.000Z',
    receipt: { verified_by: 'api key' },
    tries: 1,
    body: '{"employee_number":"00123"}',
    body_encoding: 'utf-8',
    events: [{ index: 0, id: 'evt_01jt8x4m7q', type: 'hire', status: 'delivered' }]
  }]
})
export type MessageView = Static<typeof MessageView>
