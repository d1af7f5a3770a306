import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'

/** A pool, or the client holding an open transaction. Query functions do not care which. */
export interface Db {
  query<R extends pg.QueryResultRow> (text: string, values?: unknown[]): Promise<pg.QueryResult<R>>
}

export interface PoolOptions {
  log: Pick<Logger, 'warn'>
  applicationName?: string
  /** Connections at most. */
  max?: number
  /** Waits for an answer however long: for migrations. */
  patient?: boolean
}

/**
 * Every session counts days in UTC, whatever the server's or the machine's own zone is. Statements are short and look for few
 * rows of big tables that grow while nobody has counted them: an index is right, and nothing is worth compiling.
 */
const SESSION = '-c TimeZone=UTC -c random_page_cost=1.1 -c jit=off'

/**
 * No transaction of ours is long: one that is has met our bug, a blocked server or a network that is gone, and ends before it
 * keeps vacuum from its work or others from a row. Work that takes longer goes in batches.
 */
const LIMITS = { statement_timeout: 20_000, lock_timeout: 10_000, idle_in_transaction_session_timeout: 15_000 }
const TRANSACTION_LIMIT_MS = 60_000

/**
 * A connection that went silent (a firewall forgot it, a machine is gone) answers nobody and never ends: the server's own limits
 * do not reach us. A statement without an answer is given up a little later than the server would have.
 */
const SILENT_MS = LIMITS.statement_timeout + 3000
const ROLLBACK_MS = 2000

/** PostgreSQL 17 has a limit for the transaction as a whole; asked for where it is known, since an older server refuses it. */
async function limitTransactions (client: pg.ClientBase): Promise<void> {
  await client.query("SELECT set_config(name, $1, false) FROM pg_settings WHERE name = 'transaction_timeout'", [String(TRANSACTION_LIMIT_MS)])
}

/**
 * Connections are made when they are needed: this does not fail when the server is away.
 * Values come back as the domain speaks of them: timestamptz as epoch milliseconds, date as 'YYYY-MM-DD', int8 as a number.
 */
export function createPool (url: string, { log, applicationName = 'cracha', max = 10, patient = false }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    options: SESSION,
    types: { getTypeParser },
    max,
    keepAlive: true,
    // Statements that nobody awaits one by one are on the wire one behind the other, and are answered in that order.
    pipeline: true,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    ...LIMITS,
    ...(!patient && { query_timeout: SILENT_MS }),
    onConnect: limitTransactions
  })
  // A lost connection is an event, and an event without a listener ends the process. The query that was running fails by itself.
  const lost = (error: Error & { code?: string }) => log.warn({ code: error.code ?? error.name }, 'a database connection was lost')
  pool.on('connect', (client) => client.on('error', lost))
  pool.on('error', () => {})   // said by the client already
  return withCodes(pool)
}

/** What pg says of a connection that is gone or does not answer in time has no code: it gets the one that sockets have for it. */
function withCodes (pool: pg.Pool): pg.Pool {
  const coded = (error: Error & { code?: string }): never => {
    error.code ??= 'ETIMEDOUT'
    throw error
  }
  const { connect, query } = pool
  const connected = connect.bind(pool) as () => Promise<pg.PoolClient>
  pool.on('connect', (client) => {
    const ask = client.query.bind(client) as (...args: unknown[]) => unknown
    Object.assign(client, { query: (...args: unknown[]) => caught(ask(...args), coded) })
  })
  // pg itself calls `connect` with a callback, which is left as it is.
  Object.assign(pool, {
    connect: (callback?: () => void) => callback === undefined ? connected().catch(coded) : connect.call(pool, callback),
    query: (...args: unknown[]) => caught((query as (...args: unknown[]) => unknown).apply(pool, args), coded)
  })
  return pool
}

const caught = (result: unknown, handler: (error: Error) => never): unknown => result instanceof Promise ? result.catch(handler) : result

/** The statements of one transaction, some of them under way while the next are prepared. */
export interface Line {
  /** As the transaction itself; once a statement has failed, those behind it say why that one did. */
  db: Db
  /** Goes on without an answer: `landed` is told. What is given has put all of its statements on the wire already. */
  send (work: Promise<unknown>): void
  /** Resolves when everything that was sent has been done. */
  landed (): Promise<void>
}

export function lineOf (tx: Db): Line {
  let failed: { error: unknown } | undefined
  const underWay: Promise<unknown>[] = []
  return {
    db: {
      async query (text, values) {
        try {
          return await tx.query(text, values)
        } catch (error) {
          throw (failed ??= { error }).error
        }
      }
    },
    send (work) {
      work.catch(() => {})   // told by `landed`, and by whatever comes behind it
      underWay.push(work)
    },
    async landed () {
      await Promise.all(underWay.splice(0))
      if (failed !== undefined) throw failed.error
    }
  }
}

/** Commits when `fn` resolves, rolls back when it rejects, and then rejects as it did. */
export async function inTransaction<T> (pool: pg.Pool, fn: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken = false
  try {
    await client.query('BEGIN')
    const result = await fn(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    broken = !await rolledBack(client)
    throw error
  } finally {
    client.release(broken)
  }
}

/** False: the connection does not answer, and is of no use to anybody. */
async function rolledBack (client: pg.ClientBase): Promise<boolean> {
  const over = new AbortController()
  const late = pause(ROLLBACK_MS, false, { signal: over.signal }).catch(() => false)
  const done = client.query('ROLLBACK').then(() => true, () => false)
  return await Promise.race([done, late]).finally(() => over.abort())
}

/** Runs `fn` in a transaction that is always rolled back: what it wrote was never there. */
export async function rehearse<T> (pool: pg.Pool, fn: (tx: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    return await fn(client)
  } finally {
    client.release(!await rolledBack(client))
  }
}

const { builtins } = pg.types
const standard = (oid: number): (value: string) => unknown => pg.types.getTypeParser(oid, 'text')
const dates = standard(builtins.TIMESTAMPTZ) as (value: string) => Date
const lists = { text: 1009, int8: 1016, date: 1182, timestamptz: 1185 }
const strings = standard(lists.text) as (value: string) => (string | null)[]
const each = <T> (parse: (value: string) => T) => (value: string) => strings(value).map((one) => one === null ? null : parse(one))

const instant = (value: string) => dates(value).getTime()

/** Our sequences and counts stay below 2^53, so int8 is a number; a calendar date never becomes an instant. */
const PARSERS: Record<number, (value: string) => unknown> = {
  [builtins.INT8]: Number,
  [builtins.TIMESTAMPTZ]: instant,
  [builtins.DATE]: String,
  [lists.int8]: each(Number),
  [lists.timestamptz]: each(instant),
  [lists.date]: each(String)
}

function getTypeParser (oid: number, format?: 'text' | 'binary') {
  return (format !== 'binary' && PARSERS[oid]) || pg.types.getTypeParser(oid, format)
}
