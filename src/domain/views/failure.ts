import { Type, type Static } from '@sinclair/typebox'
import { words } from '../fields.ts'
import { Moment } from './common.ts'

/** What a retry can be limited to. All that is given must hold. */
const RetryOf = Type.Object({
  destination: Type.String(),
  code: Type.String(),
  status: words(['failed'])
})

export const FailureView = Type.Object({
  destination: Type.String({ description: 'Name.' }),
  code: Type.String({ description: 'What failed last.' }),
  detail: Type.String({ description: "What it means, and who does what next, in the reader's language." }),
  people: Type.Integer({ minimum: 1 }),
  events: Type.Integer({ minimum: 1 }),
  first_at: Moment,
  last_at: Moment,
  retry: Type.Object({ filter: RetryOf }, { description: 'The body for POST /v1/retries that tries these again, and nobody else.' })
}, {
  title: 'Failure',
  examples: [{
    destination: 'platform',
    code: 'http_422',
    detail: 'The destination refuses this (http_422).',
    people: 12,
    events: 14,
    first_at: '2026-03-02T12:00:00.000Z',
    last_at: '2026-03-02T13:00:00.000Z',
    retry: { filter: { destination: 'platform', code: 'http_422', status: 'failed' } }
  }]
})
export type FailureView = Static<typeof FailureView>
