import { createHash } from 'node:crypto'
import { evaluate } from '../../adapting/expression.ts'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { Desired, Plan, Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields } from '../../domain/known.ts'
import { isObject } from '../accounts/exchange.ts'
import { earliest, leastRevision } from './doubt.ts'
import type { Draft } from './drafts.ts'
import type { WebhookOptions } from './options.ts'

/** A message in our own words, as an expression sees it. */
interface Message { step: Step, id: string, revision: number, event: { type: string, timestamp: string, data: Record<string, unknown> } }

/** Drafts made into messages, in the order in which they would go; what the expression says nothing of stays behind. */
export function messaged (plan: Plan, desired: Desired, known: KnownAccount | undefined, options: WebhookOptions): Plan | Promise<Plan> {
  const drafts = plan.steps.filter(({ calls }) => calls.length > 0)
  if (drafts.length === 0) return plan
  const messages = numbered(drafts, desired, known, options)
  const { expression } = options
  const finished = (said: unknown[]): Plan => withBodies(plan, messages, said, desired.employee, known?.fields ?? {}, options)
  if (expression === undefined) return finished(messages.map(({ event }) => options.envelope === 'standard' ? event : event.data))
  return Promise.all(messages.map(({ event }) => evaluate(expression, event))).then(finished)
}

/**
 * Each message has its number, and an id made of whom it is about, of that number and of what it says: the same message has the
 * same id, however often and by whomever it is sent, and no other has it. A message about which there is doubt keeps its
 * number when it is sent again; another one takes the next.
 */
function numbered (steps: Step[], desired: Desired, known: KnownAccount | undefined, options: WebhookOptions): Message[] {
  const doubt = known?.notes?.doubt
  let revision = Number(known?.fields.revision ?? 0)
  let said: Instant = Date.parse(String(known?.fields.timestamp ?? '')) || 0
  return steps.map((step) => {
    // Never before the message ahead of it, or it would seem outdated: what was withdrawn leaves the older word behind.
    said = Math.max(said, saidAt(step, desired), earliest(step, known))
    const same = message(step, Math.max(revision + 1, leastRevision(step, known)), said, desired.employee, options)
    const made = doubt === undefined || same.id === doubt ? same : message(step, Math.max(revision + 2, leastRevision(step, known)), said, desired.employee, options)
    revision = made.revision
    return made
  })
}

/** When it became so: what was said last of all that a message carries. */
function saidAt ({ registers }: Step, { told, heardAt }: Desired): Instant {
  const said = registers.flatMap((register) => told?.(register)?.at ?? [])
  return said.length > 0 ? Math.max(...said) : heardAt
}

function message (step: Step, revision: number, said: Instant, employee: string, { send, type_prefix: prefix, expression }: WebhookOptions): Message {
  const { type, data } = step.calls[0]!.body as Draft
  const event = { type: `${prefix}${type}`, timestamp: isoOf(said), data: send === 'state' ? { ...data, revision } : data }
  const about = JSON.stringify([employee, revision, event, expression], (_, value: unknown) => isObject(value) ? Object.fromEntries(Object.entries(value).sort()) : value)
  return { step, revision, event, id: `msg_${createHash('sha256').update(about).digest('hex').slice(0, 40)}` }
}

function withBodies (plan: Plan, messages: Message[], said: unknown[], employee: string, fields: RemoteFields, options: WebhookOptions): Plan {
  const bodies = new Map(messages.map(({ step }, i) => [step, plainly(said[i])]))
  const silent = messages.filter(({ step }) => bodies.get(step) === undefined)
  const steps = new Map(messages.map((one) => [one.step, finished(one, bodies.get(one.step), employee, fields, options)]))
  return {
    ...plan,
    steps: plan.steps.flatMap((step) => silent.some((one) => one.step === step) ? [] : [steps.get(step) ?? step]),
    withheld: [...plan.withheld, ...silent.map(({ step: { kind, registers } }) => ({ field: kind, why: 'expression_says_nothing', registers }))]
  }
}

function finished ({ step, id, revision, event: { type, timestamp } }: Message, said: unknown, subject: string, fields: RemoteFields, { envelope, cloudevents_source: source }: WebhookOptions): Step {
  // CloudEvents 1.0, structured mode. Attributes travel in clear: the subject is our id of the person and nothing else.
  const body = envelope === 'standard' ? said : { specversion: '1.0', id, source, type, time: timestamp, subject, datacontenttype: 'application/json', data: said }
  const shown = Object.entries({ revision, timestamp, 'webhook-id': id }).map(([field, to]) => ({ field, from: fields[field], to }))
  return { ...step, calls: [{ ...step.calls[0]!, body }], changes: [...step.changes, ...shown] }
}

/** As JSON has it; undefined for what says nothing. An expression's lists carry more than their entries. */
function plainly (said: unknown): unknown {
  const text = JSON.stringify(said) as string | undefined
  return text === undefined || text === 'null' ? undefined : JSON.parse(text)
}
