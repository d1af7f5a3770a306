import { Type, type Static } from '@sinclair/typebox'
import type { Settings } from '../../domain/destination.ts'
import type { Fault } from '../../domain/faults.ts'
import { words } from '../../domain/fields.ts'
import { troubleWith } from '../../adapting/expression.ts'
import type { AccountOptions } from '../accounts/platform.ts'
import type { Rule } from '../accounts/lines.ts'
import { commonOptions, completing, mappingOf, option, type Complete } from '../accounts/options.ts'
import { NAMES, SPANS, USUAL } from './fields.ts'

const NAME = `${NAMES.join('|')}|custom|custom\\..{1,100}`
const MAPPED = [...NAMES.filter((name) => name !== 'managers' && !SPANS.includes(name)), 'custom\\..{1,100}'].join('|')

export const Options = Type.Object({
  ...commonOptions({ requestsPerSecond: 20, rateNote: 'Your receiver says how much it takes; 429 and Retry-After are obeyed anyway.', concurrency: 4 }),
  confirm: option(Type.Boolean({ enum: [false], default: false, description: 'A receiver cannot be read back: its 2xx is all there is to know.' })),
  send: option(words(['events', 'state'], { default: 'events', description: 'events: what has changed since the last message, as hire, change, termination, leave and return, in the form that a source of kind canonical takes. state: the whole current record of the person each time, with state, revision, and null for what was deleted.' })),
  envelope: option(words(['standard', 'cloudevents'], { default: 'standard', description: 'standard: {type, timestamp, data}. cloudevents: CloudEvents 1.0, structured mode (application/cloudevents+json). Both are signed.' })),
  type_prefix: option(Type.String({ maxLength: 100, pattern: '^[A-Za-z0-9._-]*$', default: '', description: 'Before every type: employee. makes employee.hire, which a source of kind canonical takes too; CloudEvents advises a reverse domain name, such as com.example.employee.' })),
  cloudevents_source: option(Type.String({ minLength: 1, maxLength: 500, pattern: '^[!-~]+$', default: '/cracha', description: 'source of CloudEvents: a URI reference of yours that says where the events come from.' })),
  fields: option(Type.Array(Type.String({ pattern: `^(${NAME})$` }), {
    maxItems: 200,
    default: [...USUAL],
    description: 'What the receiver may get of the record: nothing else is ever sent. cpf, personal_email, mobile_phone, birth_date, birth_name, gender, sex, education, show_birthday, show_tenure, show_vacation, tags and custom (or custom.name alone) go only when they stand here. source_id, our own id of the person, always goes. Endings always carry their date and reason.'
  })),
  mapping: mappingOf(MAPPED, 'Field of the message ← another name of the record, or several, with a table of values: {"job_title": "custom.role", "worker_type": {"values": {"employee": "CLT"}}}. A field that is filled here is sent without standing in fields; null switches it off. A source of kind canonical takes only its own words, so tables are for other receivers.'),
  expression: option(Type.String({ minLength: 1, maxLength: 10_000, description: 'JSONata over the canonical {type, timestamp, data}: what it says is the body that is sent (with cloudevents: its data). Of what it says nothing (or null) is not sent, and withheld. No regular expressions, no $now, $random or $eval; 200 ms at most.' })),
  endings_of_unsent: option(words(['skip', 'send'], { default: 'skip', description: 'Somebody has left of whom nothing was ever sent to this receiver, such as before it was connected. skip: it cannot know them. send: tell it all the same, when it has people from elsewhere.' }))
}, { additionalProperties: false })

/** Names that the message itself, the connection or HTTP has. */
const RESERVED = new Set([
  'host', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'trailer', 'upgrade', 'expect', 'cookie', 'date', 'via', 'forwarded', 'webhook-id', 'webhook-timestamp', 'webhook-signature'
])
const RESERVED_PREFIXES = ['proxy-', 'x-forwarded-', 'sec-', 'ce-', 'http2-']

export const Credentials = Type.Object({
  secrets: Type.Array(Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,86}={0,2}$', maxLength: 94, examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] }), {
    minItems: 1, maxItems: 5, description: 'whsec_ and 24 to 64 random bytes in base64: what the receiver verifies webhook-signature with. Several while they are rotated: every message carries a signature for each.'
  }),
  headers: Type.Optional(Type.Record(Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$" }), Type.String({ minLength: 1, maxLength: 4096, pattern: '^[ -~]+$' }), {
    maxProperties: 20, additionalProperties: false, description: 'Headers that the receiver wants beside the signature, such as {"authorization": "Bearer …"} or {"x-api-key": "…"}. Not those of the connection, of the body or of the signature.'
  }))
}, { additionalProperties: false })
export type WebhookCredentials = Static<typeof Credentials>

export type WebhookOptions = Complete<typeof Options, 'expression'> & AccountOptions & { mapping: Record<string, Rule> }
export type WebhookSettings = Settings<WebhookOptions>

const completed = completing<WebhookOptions>(Options)
const whole = new WeakMap<WebhookOptions, WebhookOptions>()

/** Options with every default. What HR empties is said: null clears. */
export function complete (given: Partial<WebhookOptions>): WebhookOptions {
  const options = completed(given)
  const known = whole.get(options) ?? { ...options, clear: 'send' }
  whole.set(options, known)
  return known
}

export function faultsBetween ({ options, credentials }: { options: WebhookOptions, credentials: WebhookCredentials }): Fault[] {
  const why = options.expression === undefined ? undefined : troubleWith(options.expression)
  const names = Object.keys(credentials.headers ?? {})
  return [
    ...why === undefined ? [] : [{ pointer: '/options/expression', code: 'invalid_value' as const, params: { why } }],
    ...names.filter(isReserved).map((name): Fault => ({ pointer: `/credentials/headers/${name.replace(/~/g, '~0')}`, code: 'reserved_name' })),
    ...names.filter((name, i) => names.findIndex((each) => each.toLowerCase() === name.toLowerCase()) < i).map((name): Fault => ({ pointer: `/credentials/headers/${name.replace(/~/g, '~0')}`, code: 'repeated' }))
  ]
}

function isReserved (name: string): boolean {
  const plain = name.toLowerCase()
  return RESERVED.has(plain) || RESERVED_PREFIXES.some((prefix) => plain.startsWith(prefix))
}
