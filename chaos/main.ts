// `npm run chaos`: plays every row against the product in processes of its own, and ends with 0 only if all of them hold.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wantedIn } from './arguments.ts'
import { withPostgres } from './postgres.ts'
import { randomFrom } from './random.ts'
import { failed, run, type Result, type Row } from './row.ts'
import { rows } from './rows/index.ts'
import { complaintsOf, tableOf } from './table.ts'
import { writeTable } from './write.ts'

const wanted = wantedIn(process.argv.slice(2), rows)
if (typeof wanted === 'string') {
  console.error(wanted)
  process.exit(2)
}
const { seed, short } = wanted
const directory = await mkdtemp(join(tmpdir(), 'cracha-chaos-'))
await chmod(directory, 0o755)   // PostgreSQL may run as somebody else

async function play (row: Row): Promise<Result> {
  console.error(`${row.name}: ${row.title}`)
  const own = join(directory, row.name)
  const result = await withPostgres(join(own, 'database'), (postgres) =>
    run(row, { short, directory: own, postgres, random: randomFrom(seed).fork(row.name) })).catch((error: Error) => failed(row, error))
  for (const line of complaintsOf(result)) console.error(line)
  return result
}

const results: Result[] = []
const queue = wanted.rows.entries()
const hand = async (): Promise<void> => { for (const [i, row] of queue) results[i] = await play(row) }
await Promise.all(Array.from({ length: wanted.atOnce }, hand))
const table = tableOf(results)
console.log(table)
if (wanted.write) await writeTable(table, seed)
const ok = results.every((each) => each.ok)
if (ok && !wanted.keep) await rm(directory, { recursive: true, force: true })
else console.error(`what was said and logged is kept in ${directory}`)
process.exit(ok ? 0 : 1)
