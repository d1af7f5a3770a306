// npm run bench: starts everything it needs, measures the rows side by side, prints a table.
import { writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { startChild } from './harness/child.ts'
import { startPostgres } from './harness/postgres.ts'
import type { Generator } from './load/generator.ts'
import { readArguments } from './arguments.ts'
import { machine } from './report/machine.ts'
import { table } from './report/table.ts'
import { writeInto } from './report/write.ts'
import { ROWS } from './rows/index.ts'
import type { Line } from './rows/bench.ts'

const { rows, rounds, quick, json, write, profile } = readArguments(process.argv.slice(2))
const say = (text: string) => { if (!json) console.log(text) }

const postgres = await startPostgres()
const generator = startChild<Generator>('load/generator.ts')
const lines: Line[] = []
const failures: string[] = []
let interrupted = false
process.on('SIGINT', () => {
  if (interrupted) return stop()
  interrupted = true
  console.error('stopping after this row; once more to stop at once')
})
process.on('SIGTERM', stop)

async function stop (): Promise<void> {
  await postgres.stop().catch(() => {})
  process.exit(130)
}

try {
  for (const name of rows) {
    if (interrupted) break
    say(`\n${name} … (others' load on this machine: ${loadavg()[0]!.toFixed(1)})`)
    const began = performance.now()
    try {
      const found = await ROWS[name]({ postgres, generator, rounds, quick, profile, note: say })
      lines.push(...found)
      say(table(found))
      say(`(${Math.round((performance.now() - began) / 1000)} s)`)
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`)
      console.error(`${name} could not be measured:`, error)
    }
  }
} finally {
  await generator.stop()
  await postgres.stop()
}

const report = { at: new Date().toISOString(), machine: await machine(), quick, rounds, lines, failures }
if (json) console.log(JSON.stringify(report, null, 2))
else say(`\n${report.machine}\n\n${table(lines)}`)
if (write) await writeInto('docs/performance.md', report)
if (process.env.BENCH_JSON !== undefined) await writeFile(process.env.BENCH_JSON, JSON.stringify(report, null, 2))
process.exitCode = failures.length > 0 ? 1 : 0
