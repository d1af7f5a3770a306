import { Type, type Static } from '@sinclair/typebox'
import { ALERT_KINDS, SEVERITIES, TELLINGS } from '../alert.ts'
import { nullable, words } from '../fields.ts'
import { Id, Moment, NullableMoment } from './common.ts'

const said = {
  id: Id,
  tenant: nullable(Type.String({ description: 'Null: the instance as a whole.' })),
  kind: words([...ALERT_KINDS], { description: 'What is the matter.' }),
  severity: words([...SEVERITIES], { description: 'critical: somebody who has left may still get in, or nobody is served.' }),
  title: Type.String({ description: "One sentence in the reader's words." }),
  detail: Type.Optional(Type.String({ description: 'What it means, and who does what next.' })),
  destination: Type.Optional(Type.String({ description: 'Name.' })),
  source: Type.Optional(Type.String({ description: 'Name.' })),
  reason: Type.Optional(Type.String({ description: 'Of a hold.' })),
  code: Type.Optional(Type.String({ description: 'Of a failure; of a brake: endings, rekeys or hires; of a hold: ending, when it keeps somebody who has left.' })),
  count: Type.Integer({ minimum: 0, description: 'How many people, messages or things share the cause.' }),
  first_at: Moment,
  last_at: Moment,
  link: Type.String({ description: 'The list that shows it.' })
}

const example = {
  id: 'alert_01jt8x4m9z',
  tenant: 'demo',
  kind: 'termination_failed',
  severity: 'critical',
  title: 'Should have left and still has an account at platform: 1 person (http_422).',
  detail: 'The destination refuses this (http_422).',
  destination: 'platform',
  code: 'http_422',
  count: 1,
  first_at: '2026-03-02T12:00:00.000Z',
  last_at: '2026-03-02T12:00:00.000Z',
  link: 'https://cracha.example/v1/events?status=failed&destination=platform'
}

/** The body that is posted to an alert_url. */
export const AlertNotice = Type.Object({
  type: words([...TELLINGS]),
  timestamp: Moment,
  data: Type.Object(said)
}, { title: 'AlertNotice', examples: [{ type: 'alert.opened', timestamp: '2026-03-02T12:00:02.000Z', data: example }] })
export type AlertNotice = Static<typeof AlertNotice>

export const ALERT_STATUSES = ['open', 'cleared'] as const
export type AlertStatus = typeof ALERT_STATUSES[number]

export const AlertView = Type.Object({
  ...said,
  status: words([...ALERT_STATUSES]),
  opened_at: Moment,
  told_at: NullableMoment,
  cleared_at: NullableMoment
}, {
  title: 'Alert',
  examples: [{ ...example, status: 'open', opened_at: '2026-03-02T12:00:02.000Z', told_at: '2026-03-02T12:00:02.000Z', cleared_at: null }]
})
export type AlertView = Static<typeof AlertView>

export const AlertTest = Type.Object({
  ok: Type.Boolean({ description: 'The receiver took it (2xx).' }),
  outcome: Type.String({ description: 'delivered; switched_off (410); http_…; or why nobody answered.', examples: ['delivered'] }),
  status: nullable(Type.Integer({ description: 'What the receiver answered; null when nobody did.' })),
  detail: Type.String({ description: "What it means, in the reader's language." }),
  duration_ms: Type.Integer({ minimum: 0 }),
  webhook_id: Type.String({ description: 'The webhook-id that was sent.' })
}, { title: 'AlertTest', examples: [{ ok: true, outcome: 'delivered', status: 204, detail: 'The receiver took it.', duration_ms: 84, webhook_id: 'alertmsg_01jt8x4m9z' }] })
export type AlertTest = Static<typeof AlertTest>
