import type { Client } from 'pg'

export interface Statement { calls: number, milliseconds: number, planning: number, rows: number, walBytes: number, text: string }

/** Counts the statements of this database from now on, for sessions that begin after this. */
export async function countStatements (client: Client): Promise<void> {
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  await client.query('DO $$ BEGIN EXECUTE format(\'ALTER DATABASE %I SET pg_stat_statements.track = top\', current_database()); END $$')
  await forgetStatements(client)
}

export async function forgetStatements (client: Client): Promise<void> {
  await client.query('SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)')
}

/** What was counted, the longest in sum first. */
export async function statementsIn (client: Client): Promise<Statement[]> {
  const { rows } = await client.query(`
    SELECT calls::int, total_exec_time AS milliseconds, total_plan_time AS planning, rows::int, wal_bytes::float8 AS "walBytes", regexp_replace(query, '\\s+', ' ', 'g') AS text
    FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY total_exec_time + total_plan_time DESC`)
  return rows
}

export function statementsText (title: string, statements: Statement[], events: number, most = 25): string {
  const sum = (of: (one: Statement) => number) => statements.reduce((all, one) => all + of(one), 0)
  const lines = statements.slice(0, most).map(({ calls, milliseconds, planning, rows, text }) =>
    `${Math.round(milliseconds).toString().padStart(8)} ms + ${Math.round(planning).toString().padStart(6)} planning  ${(calls / events).toFixed(2).padStart(6)} /event  ${(milliseconds / calls).toFixed(3).padStart(8)} ms each  ${String(rows).padStart(8)} rows  ${text.slice(0, 140)}`)
  return `### ${title}: ${(sum(({ calls }) => calls) / events).toFixed(1)} statements, ${(sum(({ milliseconds }) => milliseconds) / events).toFixed(2)} ms of PostgreSQL and ${(sum(({ planning }) => planning) / events).toFixed(2)} of its planning, ${Math.round(sum(({ walBytes }) => walBytes) / events)} bytes of WAL per event\n\n${lines.join('\n')}\n`
}
