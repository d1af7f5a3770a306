import { advance, fold, keyOf, type Alert, type Found, type Step, type Telling } from '../../domain/alert.ts'
import { describeAlert, titleOf } from '../../domain/alert-texts.ts'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { AlertNotice } from '../../domain/views/alert.ts'
import { deleteAlert, findLiveAlerts, saveAlert } from '../../postgres/alerts/alerts.ts'
import { findFailed, findHeld, findInternal, findSilent, findUndelivered, findUnread, findUnwell } from '../../postgres/alerts/causes.ts'
import { findTold, findUntold, insertDelivery } from '../../postgres/alerts/deliveries.ts'
import { lockLease, takeLease } from '../../postgres/alerts/lease.ts'
import { findStalledDestinations, findStalledMessages } from '../../postgres/alerts/stalled.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import type { Alerting } from './alerting.ts'
import { listReaders, type Reader } from './recipients.ts'
import { tellRuns } from './tell-runs.ts'

export const LEASE = 'alerts'
const LEASE_MS = 30_000

/**
 * Compares what is the matter with what is remembered, and queues what is to be said about the difference. One process of
 * the instance does it at a time; the others answer 0 at once. Answers how many things there are to be said.
 */
export async function evaluate (needs: Alerting): Promise<number> {
  const { pool, now, newId, holder, log, wakeSender } = needs
  if (!await takeLease(pool, LEASE, holder, LEASE_MS)) return 0
  const at = now()
  const { readers, silenced } = await listReaders(needs)
  const live = new Map((await findLiveAlerts(pool)).map((alert) => [keyOf(alert), alert]))
  const causes = new Map(fold([...await findCauses(pool, at), ...silenced.map(undelivered)], new Set(live.keys())).map((cause) => [keyOf(cause), cause]))
  const steps = [...new Set([...live.keys(), ...causes.keys()])].flatMap((key) => {
    const step = advance(live.get(key), causes.get(key), at, newId('alert'))
    return step === undefined ? [] : [step === 'forget' ? { forget: live.get(key)!.id } : step]
  })
  const said = await inTransaction(pool, async (tx) => {
    if (!await lockLease(tx, LEASE, holder)) return 0
    for (const step of steps) await ('forget' in step ? deleteAlert(tx, step.forget) : saveAlert(tx, step.alert))
    return await queue(needs, tx, steps.filter((step): step is Step => 'alert' in step), readers, at) + await tellRuns(needs, tx, readers, at)
  })
  for (const step of steps) {
    if (!('alert' in step) || step.tell === undefined) continue
    const { alert } = step
    log.warn({ alert: alert.kind, alert_id: alert.id, tenant: alert.tenant, severity: alert.severity, count: alert.count, ...alert.about, telling: step.tell }, titleOf(alert, 'en', step.tell))
  }
  if (said > 0) wakeSender()
  return said
}

async function findCauses (pool: Db, now: Instant): Promise<Found[]> {
  const found = [
    await findHeld(pool), await findFailed(pool, now), await findUnread(pool), await findUnwell(pool, now), await findSilent(pool, now), await findInternal(pool),
    await findUndelivered(pool, now)
  ]
  const [destinations, messages] = [await findStalledDestinations(pool, now), await findStalledMessages(pool)]
  const stalled = (code: string, { count, since }: { count: number, since: Instant }): Found =>
    ({ tenant: null, key: `worker_stalled:${code}`, kind: 'worker_stalled', about: { code }, count, firstAt: since })
  return [...found.flat(), ...destinations === undefined ? [] : [stalled('deliver', destinations)], ...messages === undefined ? [] : [stalled('interpret', messages)]]
}

const undelivered = ({ tenant, at }: { tenant: string, at: Instant }): Found =>
  ({ tenant, key: 'alerts_undelivered', kind: 'alerts_undelivered', about: { code: 'http_410' }, count: 1, firstAt: at })

/**
 * Puts what is to be said into the queue, in the transaction that made it so. Who is new is told all that is open; what has
 * grown or is over is told to those who have heard of it. Answers how many messages.
 */
async function queue ({ newId, publicUrl }: Alerting, tx: Db, steps: Step[], readers: Reader[], now: Instant): Promise<number> {
  const reader = new Map(readers.map((each) => [`${each.target} ${each.address}`, each]))
  const say = async (alert: Alert, type: Telling, to: { target: string, address: string }): Promise<number> => {
    const known = reader.get(`${to.target} ${to.address}`)
    if (known === undefined) return 0
    const notice: AlertNotice = { type, timestamp: isoOf(now), data: describeAlert(alert, { publicUrl, language: known.language, type }) }
    await insertDelivery(tx, { id: newId('alertmsg'), alert: alert.id, target: to.target, address: to.address, type, body: JSON.stringify(notice) }, now)
    return 1
  }
  let said = 0
  for (const { alert, tell } of steps) {
    if (tell === undefined || tell === 'alert.opened') continue
    for (const to of await findTold(tx, alert.id)) said += await say(alert, tell, to)
  }
  for (const { alert, ...to } of await findUntold(tx, readers)) said += await say(alert, 'alert.opened', to)
  return said
}
