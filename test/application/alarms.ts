import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { Test } from 'tap'
import type { Alerting } from '../../src/application/alert/alerting.ts'
import { deliverNext } from '../../src/application/alert/deliver-alert.ts'
import { evaluate } from '../../src/application/alert/evaluate.ts'
import { putTenant } from '../../src/application/configure/tenants.ts'
import type { Answer } from '../../src/domain/destination.ts'
import { newId } from '../../src/engine.ts'
import { installation } from '../show/setup.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const ALERT_URL = 'https://alerts.example/hook?token=made-up'

/** One database for each test: an evaluation looks at the whole instance. */
export async function alarms (t: Test, { operator }: Pick<Alerting, 'operator'> = {}) {
  const all = await installation(t)
  let ahead = 0
  const now = () => Date.now() + ahead
  const sent: { url: string, body: any, id: string, signatures: string }[] = []
  const receiver = { answer: (): Answer => ({ status: 204, headers: {}, body: '' }) }
  const process = (): Alerting => ({
    pool: all.pool,
    vault: all.needs.vault,
    now,
    random: () => 0.5,
    newId,
    log: pino({ level: 'silent' }),
    publicUrl: 'https://cracha.example',
    holder: randomBytes(8).toString('hex'),
    wakeSender: () => {},
    outbound: {
      async request (url, { headers, body }) {
        const answer = receiver.answer()
        sent.push({ url, body: JSON.parse(body!), id: headers['webhook-id']!, signatures: headers['webhook-signature']! })
        return answer
      },
      close: async () => {}
    },
    ...(operator && { operator })
  })
  const one = process()
  return {
    ...all,
    one,
    another: process,
    now,
    sent,
    receiver,
    pass (ms: number) { ahead += ms },
    look: () => evaluate(one),
    /** Twice with time in between: what is gone has to stay gone. */
    async lookLater () { await evaluate(one); ahead += 16 * SECOND; return evaluate(one) },
    async deliverAll (target: string) { while (await deliverNext(one, target) > 0); },
    listens: (id: string, more: object = {}) => putTenant({ ...all.needs, allowPrivateNetworks: true }, id, { name: 'Example Ltda.', alert_url: ALERT_URL, ...more }),
    told: () => sent.map(({ body: { type, data } }) => `${type} ${data.kind} ${data.count}`)
  }
}
