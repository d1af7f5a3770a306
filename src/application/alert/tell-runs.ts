import { isoOf, type Instant } from '../../domain/calendar.ts'
import { isNews, mailOfRun, titleOfRun } from '../../domain/run-texts.ts'
import type { RunNotice } from '../../domain/views/run.ts'
import { insertDelivery } from '../../postgres/alerts/deliveries.ts'
import type { Db } from '../../postgres/db.ts'
import { countHeldOf, findUntoldRuns, setRunsTold } from '../../postgres/reading/runs.ts'
import { shownRun } from '../read/shown-run.ts'
import type { Alerting } from './alerting.ts'
import { listMailReaders } from './mail.ts'
import { OPERATOR, type Reader } from './recipients.ts'

/** A run is told when what it read has had time to be interpreted, so that what is held is counted. */
const AFTER_MS = 5000
const MOST = 100

/** Queues what is to be said about runs that have ended, by webhook and by mail, in one transaction with that it was said. Answers how many messages. */
export async function tellRuns (needs: Alerting, tx: Db, readers: Reader[], now: Instant): Promise<number> {
  let said = 0
  const ended = (await findUntoldRuns(tx, MOST)).filter(({ ended_at: at }) => at === null || now - at >= AFTER_MS || now < at)
  const mails = ended.length === 0 ? [] : await listMailReaders(needs, tx)
  for (const run of ended) {
    const shown = { ...shownRun(run), held: await countHeldOf(tx, run.tenant, run.seq) }
    for (const reader of [...readers, ...mails]) {
      const tenant = reader.target.replace(/^mail:/, '')
      if (tenant !== OPERATOR && tenant !== run.tenant) continue
      const title = titleOfRun(shown, run.source_name, reader.language)
      const link = `${needs.publicUrl}/v1/tenants/${run.tenant}/sources/${run.source_name}/runs/${run.id}`
      const notice: RunNotice = { type: 'run.ended', timestamp: isoOf(now), data: { ...shown, tenant: run.tenant, source: run.source_name, title, link } }
      const isMail = reader.target.startsWith('mail:')
      if (isMail && !isNews(notice)) continue
      const body = isMail ? mailOfRun(notice, reader.language) : notice
      await insertDelivery(tx, { id: needs.newId('alertmsg'), alert: null, target: reader.target, address: reader.address, type: 'run.ended', body: JSON.stringify(body) }, now)
      said += 1
    }
  }
  await setRunsTold(tx, ended.map(({ seq }) => seq))
  return said
}
