import type { Test } from 'tap'
import { withDefaults } from '../../../src/application/configure/said.ts'
import webhook from '../../../src/destinations/webhook/index.ts'
import type { WebhookOptions } from '../../../src/destinations/webhook/options.ts'
import { startReceiver, type ReceiverOptions } from '../../../src/destinations/webhook/sandbox/index.ts'
import type { Desired } from '../../../src/domain/destination.ts'
import type { Known } from '../../../src/domain/known.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import { account, desiredOf, START, worldOf } from '../world.ts'

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const OTHER = 'whsec_b3RoZXIgc2VjcmV0IGZvciB0aGUgdGVzdHM='

export const ANA: Fields = {
  employee_number: '00123', company_code: '01', cpf: '52998224725', work_email: 'ana.souza@example.com', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02', gender: 'mulher cis', birth_date: '1990-02-28'
}
export const ENDING: NonNullable<Fields['termination']> = { date: '2026-03-10', reason: 'voluntary', source_reason: 'Pedido de demissão' }
export const ended = (fields: Fields, termination = ENDING): Desired => desiredOf({ ...fields, termination }, { state: 'ended' })

export interface SetupOptions { options?: Partial<WebhookOptions>, credentials?: Record<string, unknown>, receiver?: Partial<ReceiverOptions> }

/** A strict receiver and the smallest loop that plans and sends. */
export async function setup (t: Test, { options = {}, credentials = {}, receiver = {} }: SetupOptions = {}) {
  const clock = { at: START }
  const { url, control, close } = await startReceiver({ secrets: [SECRET], now: () => new Date(clock.at), ...receiver })
  t.teardown(close)
  const world = worldOf(t, { adapter: webhook, url, clock, options: withDefaults(webhook.options, options), credentials: { secrets: [SECRET], ...credentials } })
  return {
    ...world,
    url,
    control,
    received: control.received,
    last: () => control.received().at(-1)!,
    person: () => control.people()[0],
    /** What an engine believes of a message that was not answered: that it may have arrived. */
    doubting: (known: Known): Known => ({ ...account(known), confirm: { at: clock.at, fields: [], round: 1, doubted: true } })
  }
}
