// `npm run chaos`: plays every row against the product in processes of its own, and ends with 0 only if all of them hold.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wantedIn } from './arguments.ts'
import { startPostgres } from './postgres.ts'
import { randomFrom } from './random.ts'
import { failed, run, type Result } from './row.ts'
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
const postgres = await startPostgres(join(directory, 'db'))
const results: Result[] = []
try {
  for (const row of wanted.rows) {
    console.error(`${row.name}: ${row.title}`)
    const result = await run(row, { seed, short, directory, postgres, random: randomFrom(seed).fork(row.name) }).catch((error: Error) => failed(row, error))
    results.push(result)
    for (const line of complaintsOf(result)) console.error(line)
  }
} finally {
  await postgres.stop()
}
const table = tableOf(results)
console.log(table)
if (wanted.write) await writeTable(table, seed)
const ok = results.every((each) => each.ok)
if (ok && !wanted.keep) await rm(directory, { recursive: true, force: true })
else console.error(`what was said and logged is kept in ${directory}`)
process.exit(ok ? 0 : 1)
