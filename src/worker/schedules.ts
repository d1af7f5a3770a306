import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'

export interface Job {
  queue: string
  cron: string
  /** Safe to repeat; ends soon when it is told to. */
  work (signal: AbortSignal): Promise<unknown>
}

/** The databases that pg-boss knows how to speak to. */
export type Backend = 'postgres' | 'yugabytedb' | 'cockroachdb' | 'citus'

/** What happens by the clock, once for all processes: pg-boss sees to it that only one of them does it. */
export async function startSchedules ({ databaseUrl, backend, log, jobs }: { databaseUrl: string, backend: Backend, log: Pick<Logger, 'warn'>, jobs: Job[] }) {
  // Handed on to the pool: a connection that went silent is given up.
  const limits = { query_timeout: 60_000, keepAlive: true }
  const boss = new PgBoss({ ...limits, connectionString: databaseUrl, backend, application_name: 'cracha schedules', schema: 'pgboss', max: 2 })
  const stopping = new AbortController()
  boss.on('error', (error: Error & { code?: string }) => log.warn({ code: error.code ?? error.name }, 'pg-boss had trouble with the database'))
  await boss.start()
  for (const { queue, cron, work } of jobs) {
    await boss.createQueue(queue)
    await boss.work(queue, async () => { await work(stopping.signal) })
    await boss.schedule(queue, cron)
  }
  return {
    async stop (): Promise<void> {
      stopping.abort()
      await boss.stop({ graceful: true, close: true, timeout: 5000 })
    }
  }
}
