import { isoOf } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import { describeFailure } from '../../domain/failure-texts.ts'
import type { Language } from '../../domain/faults.ts'
import type { Caller } from '../../domain/principal.ts'
import { inWords, type Sentence } from '../../domain/sentences.ts'
import type { AlertTest } from '../../domain/views/alert.ts'
import { switchOff, switchOn } from '../../postgres/alerts/recipients.ts'
import type { Alerting } from './alerting.ts'
import { findAddress } from './recipients.ts'
import { send, type Sent } from './send.ts'

const TITLE: Sentence = ['This is a test: alerts of {tenant} arrive here.', 'Isto é um teste: os alertas de {tenant} chegam aqui.']
const TOOK: Sentence = ['The receiver took it.', 'O receptor aceitou.']
const SILENCE: Sentence = ['The receiver answered 410: nothing more is sent there until a test is accepted or the address changes.', 'O receptor respondeu 410: nada mais é enviado até que um teste seja aceito ou o endereço mude.']
const ANSWERED: Sentence = ['The receiver answered {status}: only 2xx means that it took it. Alerts are tried again for 5 days.', 'O receptor respondeu {status}: só 2xx significa que aceitou. Os alertas são tentados de novo por 5 dias.']

/** Sends one message now and answers what the receiver said. Accepted, it also ends a silence that a 410 began. */
export async function testAlert (needs: Alerting, { tenant, language }: Caller): Promise<AlertTest> {
  const { pool, publicUrl, newId, now } = needs
  const address = await findAddress(needs, tenant)
  if (address === undefined) throw new Refusal('conflict', 'This tenant has no alert_url: set it with PUT /v1/tenants/{tenant}.')
  const id = newId('alertmsg')
  const at = isoOf(now())
  const body = {
    type: 'alert.test',
    timestamp: at,
    data: { tenant, kind: 'test', severity: 'warning', title: inWords(TITLE, address.language, { tenant }), count: 1, first_at: at, last_at: at, link: `${publicUrl}/v1/alerts` }
  }
  const sent = await send(needs, address, id, JSON.stringify(body))
  if (sent.kind === 'delivered') await switchOn(pool, tenant, address.address)
  if (sent.kind === 'switched_off') await switchOff(pool, tenant, address.address, now())
  return { ok: sent.kind === 'delivered', outcome: sent.code, status: sent.status, detail: detailOf(sent, language), duration_ms: sent.durationMs, webhook_id: id }
}

function detailOf ({ kind, code, status }: Sent, language: Language): string {
  if (kind === 'delivered') return inWords(TOOK, language)
  if (kind === 'switched_off') return inWords(SILENCE, language)
  return status === null ? describeFailure(code, language) : inWords(ANSWERED, language, { status })
}
