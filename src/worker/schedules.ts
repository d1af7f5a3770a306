import type pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import { forgetOld } from '../application/keep/forget-old.ts'
import { linkEverybody } from '../application/keep/link-everybody.ts'

export interface SchedulesOptions { pool: pg.Pool, databaseUrl: string, log: Pick<Logger, 'warn' | 'info'>, now (): number }

/** What happens by the clock, once for all processes: pg-boss sees to it that only one of them does it. */
export async function startSchedules ({ pool, databaseUrl, log, now }: SchedulesOptions) {
  const boss = new PgBoss({ connectionString: databaseUrl, application_name: 'cracha schedules', schema: 'pgboss', max: 2 })
  boss.on('error', (error: Error & { code?: string }) => log.warn({ code: error.code ?? error.name }, 'pg-boss had trouble with the database'))
  await boss.start()
  const every: [string, string, () => Promise<unknown>][] = [
    // An employee whose transaction was open while a destination was made has no link there yet.
    ['link-everybody', '* * * * *', () => linkEverybody({ pool, now })],
    ['forget-old', '17 * * * *', () => forgetOld({ pool })]
  ]
  for (const [queue, cron, work] of every) {
    await boss.createQueue(queue)
    await boss.work(queue, async () => { await work() })
    await boss.schedule(queue, cron)
  }
  return { stop: () => boss.stop({ graceful: true, close: true, timeout: 5000 }) }
}
