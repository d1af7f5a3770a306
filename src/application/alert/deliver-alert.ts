import { givenUp, retryDelay } from '../../domain/retry.ts'
import { endAllDeliveries, endDelivery, postponeDelivery, takeDelivery, type DueDelivery } from '../../postgres/alerts/deliveries.ts'
import { findSwitchedOff, switchOff } from '../../postgres/alerts/recipients.ts'
import { inTransaction } from '../../postgres/db.ts'
import type { Alerting } from './alerting.ts'
import { findMailAddress, isMail, sendMail } from './mail.ts'
import { findAddress } from './recipients.ts'
import { send, type Sent } from './send.ts'

/** Longer than a call can take: when it runs out, whoever took the delivery has crashed. */
const LEASE_MS = 30_000

/** Sends the next thing to be said to a recipient. Answers how many were taken: none, or one. */
export async function deliverNext (needs: Alerting, target: string): Promise<number> {
  const { pool, now } = needs
  const delivery = await takeDelivery(pool, target, LEASE_MS, now())
  if (delivery === undefined) return 0
  if (isMail(target)) {
    const reader = await findMailAddress(needs, target)
    if (reader?.address !== delivery.address) await endAllDeliveries(pool, target, 'moved', delivery.address)
    else await settle(needs, delivery, await sendMail(needs, reader.to, delivery.body))
    return 1
  }
  const address = await findAddress(needs, target)
  if (address === undefined) await endAllDeliveries(pool, target, 'moved')
  else if (address.address !== delivery.address) await endAllDeliveries(pool, target, 'moved', delivery.address)
  else if (await findSwitchedOff(pool, target, address.address) !== undefined) await endAllDeliveries(pool, target, 'switched_off', address.address)
  else await settle(needs, delivery, await send(needs, address, delivery.id, delivery.body))
  return 1
}

/** Once delivered it is over. Tried again within 5 days, later and later; never once the address has asked for silence. */
async function settle ({ pool, now, random, log }: Alerting, { id, target, address, type, tries, failing_since: failingSince }: DueDelivery, sent: Sent): Promise<void> {
  const at = now()
  const since = failingSince ?? at
  const over = sent.kind === 'failed' && givenUp(since, at)
  const about = { alert_delivery: id, target, type, status: sent.status, outcome: over ? 'given_up' : sent.code, tries: tries + 1, duration_ms: sent.durationMs }
  if (sent.kind === 'switched_off') {
    await inTransaction(pool, async (tx) => {
      await switchOff(tx, target, address, at)
      await endAllDeliveries(tx, target, 'switched_off', address)
    })
    log.warn(about, 'an alert_url asked for silence (410): nothing is sent there any more')
  } else {
    if (sent.kind === 'delivered' || over) await endDelivery(pool, id, over ? 'given_up' : 'delivered')
    else await postponeDelivery(pool, id, Math.max(at + retryDelay(tries, random()), sent.notBefore ?? 0), since, sent.code)
    log.info(about, 'alert attempt')
  }
}
