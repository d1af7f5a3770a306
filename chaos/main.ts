// `npm run chaos`: plays every row against the product in processes of its own, and ends with 0 only if all of them hold.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from './postgres.ts'
import { randomFrom } from './random.ts'
import { run, type Result } from './row.ts'
import { rows } from './rows/index.ts'
import { complaintsOf, tableOf } from './table.ts'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, only: { type: 'string', multiple: true }, events: { type: 'string' }, short: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } } })
const seed = Number(values.seed)
const wanted = rows.filter(({ name, short }) => values.only === undefined ? !values.short || short !== undefined : values.only.includes(name))
if (wanted.length === 0 || Number.isNaN(seed)) {
  console.error(`--seed takes a number, --only one of: ${rows.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
const directory = await mkdtemp(join(tmpdir(), 'cracha-chaos-'))
await mkdir(directory, { recursive: true })
const postgres = await startPostgres(join(directory, 'db'))
const results: Result[] = []
try {
  for (const row of wanted.map((each) => values.events === undefined ? each : { ...each, events: Number(values.events), short: Number(values.events) })) {
    console.error(`${row.name}: ${row.title}`)
    const result = await run(row, { seed, short: values.short, directory, postgres, random: randomFrom(seed).fork(row.name) })
    results.push(result)
    for (const line of complaintsOf(result)) console.error(line)
  }
} finally {
  await postgres.stop()
}
const ok = results.every((each) => each.ok)
console.log(tableOf(results))
if (ok && !values.keep) await rm(directory, { recursive: true, force: true })
else console.error(`the logs are in ${directory}`)
process.exit(ok ? 0 : 1)
