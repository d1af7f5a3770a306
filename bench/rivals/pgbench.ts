import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { watch, type BenchPostgres } from '../harness/postgres.ts'
import { summed, type Measured } from '../load/closed.ts'

const run = promisify(execFile)

/** As wide as what intake stores of a hire, and nothing around it: no server, no validation, no ledger. */
const TABLE = 'CREATE TABLE raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, received_at timestamptz NOT NULL DEFAULT clock_timestamp(), body bytea NOT NULL)'
const INSERT = `INSERT INTO raw (body) VALUES ('\\x${'5a'.repeat(450)}');\n`

/** (d) One-row INSERTs, each a commit, by as many clients; undefined where there is no pgbench. */
export async function startPgbench (postgres: BenchPostgres): Promise<((connections: number, forMs: number) => Promise<Measured>) | undefined> {
  if (!await run('pgbench', ['--version']).then(() => true, () => false)) return undefined
  const url = await postgres.create('intake_pgbench')
  await watch(url, (client) => client.query(TABLE))
  return async (connections, forMs) => {
    const home = await mkdtemp(join(tmpdir(), 'cracha-pgbench-'))
    try {
      await writeFile(join(home, 'insert.sql'), INSERT)
      const seconds = Math.max(2, Math.round(forMs / 1000))
      const { stdout } = await run('pgbench', ['-n', '-M', 'prepared', '-f', 'insert.sql', '-c', String(connections), '-j', connections > 1 ? '2' : '1', '-T', String(seconds), '-l', url],
        { cwd: home, timeout: forMs + 60_000 })
      const logs = await Promise.all((await readdir(home)).filter((name) => name.startsWith('pgbench_log')).map((name) => readFile(join(home, name), 'utf8')))
      // Third column: microseconds of a transaction.
      const latencies = logs.flatMap((log) => log.trimEnd().split('\n').map((line) => Number(line.split(' ')[2]) / 1000))
      const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1] ?? NaN)
      return { ...summed(latencies, 0, seconds), perSecond }
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  }
}
