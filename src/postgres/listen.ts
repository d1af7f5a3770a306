import pg from 'pg'
import type { Logger } from 'pino'

const WAKES = ['interpreter', 'lanes', 'readers'] as const
export type Wake = typeof WAKES[number]
const CHANNEL = 'cracha'
/** A NOTIFY in every commit costs a tenth of intake; a few a second are enough, and the sweep finds the rest. */
const NOTIFY_EVERY_MS = 200
const RECONNECT_MS = 1000
/** A connection that only listens would not notice that nobody speaks to it any more. */
const HEARTBEAT_MS = 5000
const ANSWER_MS = 5000
/** Feature not supported, and syntax error. */
const NO_LISTEN = new Set(['0A000', '42601'])

/** Wakes other processes through the database, and is woken by them. Losing a wake-up loses nothing: whoever sweeps finds the work. */
export async function listen (url: string, log: Pick<Logger, 'warn'>, woken: (what: Wake) => void) {
  let client: pg.Client | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined
  const pending = new Set<Wake>()
  let timer: NodeJS.Timeout | undefined

  async function connect (): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'cracha listener', keepAlive: true, query_timeout: ANSWER_MS, connectionTimeoutMillis: ANSWER_MS })
    next.on('error', () => lost(next))
    next.on('end', () => lost(next))
    next.on('notification', ({ payload }) => { for (const what of WAKES) if (payload === what) woken(what) })
    try {
      await next.connect()
      await next.query(`LISTEN ${CHANNEL}`)
      client = next
      for (const what of WAKES) woken(what)
    } catch (error) {
      if (NO_LISTEN.has((error as { code?: string }).code ?? '')) unheard(next)
      else lost(next)
    }
  }

  /** A server that has no LISTEN is not asked again: sweeping finds the work. */
  function unheard (which: pg.Client): void {
    closed = true
    log.warn('this database has no LISTEN: other processes find work by sweeping, within a second')
    void which.end().catch(() => {})
  }

  function lost (which: pg.Client): void {
    if (which === client) {
      client = undefined
      if (!closed) log.warn('the database connection for wake-ups was lost; work is found by sweeping meanwhile')
    }
    if (closed || retry !== undefined) return
    retry = setTimeout(() => { retry = undefined; void connect() }, RECONNECT_MS)
  }

  function send (): void {
    timer = undefined
    for (const what of pending) client?.query('SELECT pg_notify($1, $2)', [CHANNEL, what]).catch(() => {})
    pending.clear()
  }

  async function beat (): Promise<void> {
    const listening = client
    await listening?.query('SELECT 1').catch(() => {
      lost(listening)
      void listening.end().catch(() => {})   // its socket is destroyed: a query is under way on it
    })
  }

  await connect()
  const heart = setInterval(() => { void beat() }, HEARTBEAT_MS)
  return {
    notify (what: Wake): void {
      pending.add(what)
      timer ??= setTimeout(send, NOTIFY_EVERY_MS)
    },
    async close (): Promise<void> {
      closed = true
      clearTimeout(timer)
      clearTimeout(retry)
      clearInterval(heart)
      await client?.end().catch(() => {})
    }
  }
}
