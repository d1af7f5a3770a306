import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'

export interface Job {
  queue: string
  cron: string
  /** Safe to repeat. */
  work (): Promise<void>
}

/** What happens by the clock, once for all processes: pg-boss sees to it that only one of them does it. */
export async function startSchedules (databaseUrl: string, log: Pick<Logger, 'warn'>, jobs: Job[]) {
  const boss = new PgBoss({ connectionString: databaseUrl, application_name: 'cracha schedules', schema: 'pgboss', max: 2 })
  boss.on('error', (error: Error & { code?: string }) => log.warn({ code: error.code ?? error.name }, 'pg-boss had trouble with the database'))
  await boss.start()
  for (const { queue, cron, work } of jobs) {
    await boss.createQueue(queue)
    await boss.work(queue, work)
    await boss.schedule(queue, cron)
  }
  return { stop: () => boss.stop({ graceful: true, close: true, timeout: 5000 }) }
}
