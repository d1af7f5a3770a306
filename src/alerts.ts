import type pg from 'pg'
import type { Logger } from 'pino'
import type { Alerting } from './application/alert/alerting.ts'
import { deliverNext } from './application/alert/deliver-alert.ts'
import { evaluate, LEASE } from './application/alert/evaluate.ts'
import type { Instant } from './domain/calendar.ts'
import type { Mailer } from './domain/mail.ts'
import { traceOf } from './domain/errors.ts'
import { newId } from './engine.ts'
import { createOutbound, type OutboundOptions } from './outbound/request.ts'
import { findTargetsDue } from './postgres/alerts/deliveries.ts'
import { releaseLease } from './postgres/alerts/lease.ts'
import type { Vault } from './postgres/vault.ts'
import { createLanes } from './worker/lanes.ts'
import { startLoop, type Loop } from './worker/loop.ts'

export interface AlertOptions {
  pool: pg.Pool
  vault: Vault
  outbound: OutboundOptions
  log: Logger
  now (): Instant
  random (): number
  /** How often work is looked for, in milliseconds. */
  sweepMs: number
  publicUrl: string
  operator?: { url: string, secrets: string }
  mail?: { mailer: Mailer, to?: string | undefined }
}

/** What is the matter is looked at every second sweep; less often, but not seldom, when looking takes more than a twentieth of the time. */
const LOOK_SWEEPS = 2
const SHARE = 20
const LONGEST_REST_SWEEPS = 10
/** Receivers that are told at once. */
const MOST_AT_ONCE = 32

export type Alerts = ReturnType<typeof startAlerts>

/**
 * Looks what is the matter and tells whoever wants to know. In every process, also in one that only answers calls: a worker
 * that is gone cannot say so. A lease sees to it that one of them does it.
 */
export function startAlerts ({ outbound: options, sweepMs, ...given }: AlertOptions) {
  const { pool, log, now } = given
  const outbound = createOutbound(options)
  const loops: { sender?: Loop } = {}
  const needs: Alerting = { ...given, outbound, newId, holder: newId('process'), wakeSender: () => loops.sender?.wake() }
  const failed = (what: string) => (error: unknown) => log.error({ loop: what, ...traceOf(error) }, 'a round of alerts failed and will be tried again')

  const lanes = createLanes({
    findDue: () => findTargetsDue(pool, now()),
    run: async (target, { mayGoOn }) => { while (mayGoOn() && await deliverNext(needs, target) > 0); },
    failed: failed('alert lane'),
    most: MOST_AT_ONCE,
    ticks: () => performance.now()
  })
  const lookMs = LOOK_SWEEPS * sweepMs
  let rest = 0
  const evaluator = startLoop({
    everyMs: lookMs,
    now,
    failed: failed('alerts'),
    async work () {
      const began = performance.now()   // not the business clock, which a test or an administrator may move
      if (began < rest) return 0
      await evaluate(needs)
      const ended = performance.now()
      rest = ended + Math.min((ended - began) * (SHARE - 1), LONGEST_REST_SWEEPS * sweepMs) - lookMs
      return 0
    }
  })
  loops.sender = startLoop({ everyMs: sweepMs, now, failed: failed('alert sender'), work: () => lanes.start() })

  return {
    alerting: needs,
    /** Something may have changed: looked at now rather than in a moment. */
    wake: () => evaluator.wake(),
    /** Ends after every message under way was answered. */
    async stop (): Promise<void> {
      await Promise.all([evaluator.stop(), loops.sender?.stop()])
      await lanes.stop()
      await releaseLease(pool, LEASE, needs.holder).catch(() => {})   // the database is away: the lease ends by itself
      await outbound.close()
    }
  }
}
