import { Type, type Static } from '@sinclair/typebox'
import { nullable, words } from '../fields.ts'
import { ROLES } from '../principal.ts'
import { Finding, Id, Moment, NullableMoment } from './common.ts'

/** Shape unknown here: the schemas of the adapter's kind say what is in it. */
const Open = (description: string) => Type.Object({}, { additionalProperties: true, description })
const Kind = Type.String({ minLength: 1, maxLength: 50, description: 'Names the adapter.', examples: ['canonical'] })
const CredentialNames = Type.Array(Type.String(), { description: 'Names of the credentials that are set; the values never come back.' })
const Trouble = Type.Object({ at: Moment, code: Type.String(), detail: Type.String() })

export const SourceConfig = Type.Object({
  kind: Kind,
  settings: Type.Optional(Open('What is not secret and says where and how.')),
  credentials: Type.Optional(Open('Secrets. Absent: kept as they are. They never come back.')),
  options: Type.Optional(Open('How messages are read: mapping, defaults. Of every kind: silent_after_hours, an alert when nothing was heard for so long.'))
}, { title: 'SourceConfig', additionalProperties: false, examples: [{ kind: 'canonical', credentials: { secrets: ['whsec_bWFkZS11cC1zZWNyZXQtZm9yLXRoZS1kb2Nz'] } }] })
export type SourceConfig = Static<typeof SourceConfig>

export const SourceView = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Kind,
  webhook_url: Type.String({ description: 'Where the HR system sends to.', examples: ['https://cracha.example/webhooks/src_01jt8x4m5n'] }),
  api_url: Type.Optional(Type.String({ description: 'Where an API lies that the system writes its people to; only of kinds that work so.' })),
  settings: Open('As given.'),
  options: Open('As given, with defaults.'),
  credentials: CredentialNames,
  paused: Type.Boolean(),
  next_run_at: Type.Optional(nullable(Type.String({ format: 'date-time', description: 'When the schedule reads it next.' }))),
  read_until: Type.Optional(nullable(Type.String({ format: 'date-time', description: 'What had changed there by then has been read.' }))),
  last_seen_at: nullable(Type.String({ format: 'date-time', description: 'Last verified message or test button.' })),
  last_refusal: Type.Optional(Type.Union([Trouble, Type.Null()], { description: 'Why verification failed last.' })),
  created_at: Moment
}, { title: 'Source' })
export type SourceView = Static<typeof SourceView>

export const SourceVersionView = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  settings: Open('As given then.'),
  options: Open('As given then, without defaults.'),
  created_at: Moment
}, { title: 'SourceVersion' })
export type SourceVersionView = Static<typeof SourceVersionView>

export const DestinationConfig = Type.Object({
  kind: Kind,
  base_url: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: "Absent: the platform's own address.", examples: ['https://platform.example/api'] })),
  settings: Type.Optional(Open('What is not secret and says where and how.')),
  credentials: Type.Optional(Open('Secrets. Absent: kept as they are. They never come back.')),
  options: Type.Optional(Open('How the platform is kept in agreement: mapping, scope, policies.'))
}, { title: 'DestinationConfig', additionalProperties: false, examples: [{ kind: 'platform', base_url: 'https://platform.example/api', credentials: { token: 'made-up' }, options: { unknown_value: 'hold' } }] })
export type DestinationConfig = Static<typeof DestinationConfig>

export const HEALTHS = ['ok', 'paused', 'parked', 'failing', 'stopped'] as const
export const Health = words([...HEALTHS], { description: 'parked: throttled or out of order, tried again by itself. stopped: needs a person, usually new credentials.' })

export const DestinationView = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Kind,
  base_url: Type.String(),
  options: Open('As given, with defaults.'),
  credentials: CredentialNames,
  health: Health,
  paused: Type.Boolean(),
  stopped: Type.Optional(Type.Union([Trouble, Type.Null()], { description: 'Why the lane stopped itself.' })),
  parked_until: Type.Optional(NullableMoment),
  succeeded_at: NullableMoment,
  created_at: Moment
}, { title: 'Destination' })
export type DestinationView = Static<typeof DestinationView>

export const CheckResult = Type.Object({
  ok: Type.Boolean(),
  detail: Type.String({ description: "What was looked at and found, in the reader's language." }),
  findings: Type.Array(Finding, { description: 'The settings that are wrong.' })
}, { title: 'CheckResult', examples: [{ ok: false, detail: 'The platform refused the token.', findings: [{ pointer: '/credentials/token', code: 'refused', detail: 'The platform answered 401.' }] }] })
export type CheckResult = Static<typeof CheckResult>

export const KeyRequest = Type.Object({
  role: words(['ingest', 'read', 'operator', 'owner'], { description: 'ingest and read are part of operator, operator of owner.' }),
  label: Type.String({ minLength: 1, maxLength: 100, description: 'Who or what uses it. Not a person.', examples: ['payroll server'] }),
  expires_at: Type.Optional(nullable(Type.String({ format: 'date-time', description: 'Absent or null: never.' })))
}, { title: 'KeyRequest', additionalProperties: false, examples: [{ role: 'ingest', label: 'payroll server' }] })
export type KeyRequest = Static<typeof KeyRequest>

const keyProperties = {
  id: Id,
  role: words([...ROLES]),
  label: Type.String(),
  expires_at: NullableMoment,
  created_at: Moment
}
export const KeyView = Type.Object({ ...keyProperties, last_used_at: NullableMoment }, { title: 'Key' })
export type KeyView = Static<typeof KeyView>
export const NewKey = Type.Object({
  ...keyProperties, key: Type.String({ description: 'Shown this once.', examples: ['cracha_made_up'] })
}, { title: 'NewKey' })
export type NewKey = Static<typeof NewKey>

export const Me = Type.Object({
  tenant: nullable(Type.String({ description: 'Null for the administrator of the instance.' })),
  role: words([...ROLES]),
  label: Type.String(),
  key_id: Type.String(),
  destinations: Type.Array(Type.Object({
    name: Type.String(),
    kind: Kind,
    health: Health,
    state: words(['ok', 'idle', 'paused', 'parked', 'stopped'], { description: 'What its lane does; idle: has never had anything to do.' }),
    detail: Type.Optional(Type.String({ description: "What is the matter, in the reader's language." })),
    due: Type.Integer({ minimum: 0, description: 'People whose turn has come there.' }),
    oldest_due_at: nullable(Type.String({ format: 'date-time', description: 'Since when the first of them waits.' })),
    held: Type.Integer({ minimum: 0, description: 'Questions that wait for a person.' }),
    failed: Type.Integer({ minimum: 0, description: 'People of whom something was given up.' }),
    succeeded_at: NullableMoment
  }))
}, { title: 'Me', examples: [{ tenant: 'demo', role: 'operator', label: 'demo key', key_id: 'key_01', destinations: [{ name: 'platform', kind: 'platform', health: 'ok', state: 'ok', due: 0, oldest_due_at: null, held: 0, failed: 0, succeeded_at: '2026-03-02T12:00:00.000Z' }] }] })
export type Me = Static<typeof Me>
