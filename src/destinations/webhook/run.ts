import { signedHeaders } from '../../domain/webhook-signature.ts'
import type { Context, Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { accountIn, newAccount, writtenIn } from '../accounts/after.ts'
import { exchange, unexpected } from '../accounts/exchange.ts'
import { DIALECT } from './answers.ts'
import { contradicted, doubted, perhapsHired, told, unsure } from './doubt.ts'
import type { WebhookCredentials, WebhookOptions } from './options.ts'

export type WebhookContext = Context<WebhookOptions, WebhookCredentials>

const GONE = 'The receiver answers that it wants no more (410). When it is there again, or base_url is another one: POST …/resume.'
const TYPES = { standard: 'application/json', cloudevents: 'application/cloudevents+json' }

export async function run (step: Step, desired: Desired, known: Known, context: WebhookContext): Promise<Outcome> {
  switch (step.kind) {
    case 'look': return look(desired, context)
    case 'read': return read(known, context)
    default: return await send(step, desired, known, context)
  }
}

/** Nobody can be looked up: who was not told of is not there. After a doubt, a hire may have arrived. */
function look ({ employee, doubtUntil }: Desired, { now }: WebhookContext): Outcome {
  if (doubtUntil === undefined) return { kind: 'delivered', known: { kind: 'absent', lookedAt: now() } }
  return { kind: 'delivered', known: perhapsHired(employee, now()) }
}

/** What we know is what we sent; when something may have been sent of which we know nothing, we know that. */
function read (known: Known, { now }: WebhookContext): Outcome {
  const account = accountIn(known)
  if (account === undefined) return { kind: 'delivered', known }
  const { confirm, ...rest } = account
  return { kind: 'delivered', known: confirm?.doubted ? unsure(rest, now()) : rest }
}

async function send (step: Step, { employee }: Desired, known: Known, context: WebhookContext): Promise<Outcome> {
  const { credentials, options, now } = context
  const account = accountIn(known)
  const call = step.calls[0]!
  // The very bytes that are signed are sent.
  const body = JSON.stringify(call.body)
  const signature = signedHeaders(credentials.secrets.join(' '), String(writtenIn(step, 'webhook-id')), body, now())
  const reply = await exchange({ ...call, body, headers: { ...credentials.headers, 'content-type': TYPES[options.envelope], ...signature } }, context, DIALECT)
  if (reply.kind === 'ok') return { kind: 'delivered', known: told(step, account ?? newAccount(employee), now()) }
  if (reply.kind === 'stop') return reply.outcome.kind === 'unknown' ? { ...reply.outcome, known: doubted(step, account, employee, now()) } : reply.outcome
  const code = `http_${reply.answer.status}`
  switch (reply.why) {
    case 'gone': return { kind: 'stopped', code: 'gone', detail: GONE }
    case 'refused': {
      const doubtful = contradicted(step, account)
      return doubtful === undefined ? { kind: 'refused', code } : { kind: 'held', reason: 'refused_value', known: doubtful }
    }
    case 'busy': return { kind: 'retry', code }
    default: return unexpected(reply.why)
  }
}
