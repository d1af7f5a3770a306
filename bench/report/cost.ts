import type { Client } from 'pg'

interface Relation { bytes: number, inserted: number, updated: number, deleted: number }

/** A database at one moment: sizes, counts of rows written, log position, counted statements. */
export interface Look { bytes: number, lsn: string, relations: Map<string, Relation>, statements: number, milliseconds: number, walBytes: number }

/** Of one event. */
export interface Cost {
  bytes: number
  walBytes: number
  statements: number
  /** By the clock, in PostgreSQL: executing, waiting and planning. */
  milliseconds: number
  rows: number
  /** Seconds. */
  processor: { api: number, worker: number, postgres: number }
  relations: [string, Relation][]
}

export async function lookAtDatabase (client: Client): Promise<Look> {
  await client.query('CHECKPOINT')
  await client.query('SELECT pg_stat_force_next_flush()')
  const { rows: [whole] } = await client.query('SELECT pg_database_size(current_database())::float8 AS bytes, pg_current_wal_lsn()::text AS lsn')
  const { rows: tables } = await client.query(`
    SELECT relname AS name, pg_table_size(relid)::float8 AS bytes, n_tup_ins::float8 AS inserted, n_tup_upd::float8 AS updated, n_tup_del::float8 AS deleted FROM pg_stat_user_tables
    UNION ALL SELECT '  ' || indexrelname, pg_relation_size(indexrelid)::float8, 0, 0, 0 FROM pg_stat_user_indexes`)
  const { rows: [counted] } = await client.query(`
    SELECT coalesce(sum(calls), 0)::float8 AS statements, coalesce(sum(total_exec_time + total_plan_time), 0)::float8 AS milliseconds, coalesce(sum(wal_bytes), 0)::float8 AS "walBytes"
    FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`)
  return { ...whole, ...counted, relations: new Map(tables.map(({ name, ...relation }) => [name, relation])) }
}

/** `processor`: seconds that the processes used. */
export function costBetween (before: Look, after: Look, events: number, processor: Cost['processor']): Cost {
  const none: Relation = { bytes: 0, inserted: 0, updated: 0, deleted: 0 }
  const relations = [...after.relations].map(([name, now]): [string, Relation] => {
    const then = before.relations.get(name) ?? none
    const per = (of: keyof Relation) => (now[of] - then[of]) / events
    return [name, { bytes: per('bytes'), inserted: per('inserted'), updated: per('updated'), deleted: per('deleted') }]
  }).filter(([, { bytes, inserted, updated, deleted }]) => bytes >= 1 || inserted + updated + deleted >= 0.01)
  return {
    bytes: (after.bytes - before.bytes) / events,
    walBytes: positionOf(after.lsn) - positionOf(before.lsn) > 0 ? (positionOf(after.lsn) - positionOf(before.lsn)) / events : 0,
    statements: (after.statements - before.statements) / events,
    milliseconds: (after.milliseconds - before.milliseconds) / events,
    rows: relations.reduce((sum, [, { inserted, updated, deleted }]) => sum + inserted + updated + deleted, 0),
    processor: { api: processor.api / events, worker: processor.worker / events, postgres: processor.postgres / events },
    relations: relations.sort(([, a], [, b]) => b.bytes - a.bytes)
  }
}

/** A position in the log, "16/B374D848", in bytes. */
function positionOf (lsn: string): number {
  const [high = '0', low = '0'] = lsn.split('/')
  return parseInt(high, 16) * 2 ** 32 + parseInt(low, 16)
}

export function costText (title: string, { bytes, walBytes, statements, milliseconds, rows, processor, relations }: Cost): string {
  const lines = relations.map(([name, one]) => `${Math.round(one.bytes).toString().padStart(7)} bytes  ${[one.inserted, one.updated, one.deleted].map((count) => count.toFixed(2).padStart(5)).join(' ')}  ${name}`)
  const used = `processor: api ${(processor.api * 1000).toFixed(2)} ms, worker ${(processor.worker * 1000).toFixed(2)} ms, PostgreSQL ${(processor.postgres * 1000).toFixed(2)} ms`
  return `### ${title}: ${Math.round(bytes)} bytes, ${statements.toFixed(1)} statements (${milliseconds.toFixed(2)} ms), ${rows.toFixed(1)} rows written, ${Math.round(walBytes)} bytes of WAL; ${used}\n\n          size  ins   upd   del  relation\n${lines.join('\n')}\n`
}
