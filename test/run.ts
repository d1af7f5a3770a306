// `npm test`, or `npm test -- test/one.test.ts`: every file in a process of its own, on a PostgreSQL of ours, and one line of counts at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startTestServer } from './helpers/server.ts'
import { counting, report, type Counts } from './report.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** More than a small machine has cores: many files wait, for what is due in a moment or for a process that starts. */
const AT_ONCE = 3
/** For a machine that does other things, too. Seconds. */
const LONGEST = 240
/** Those that take long come first, so that none of them is alone at the end. */
const LONG = ['test/sources/conformance/', 'test/application/', 'test/postgres/', 'test/journeys/', 'test/destinations/conformance/', 'test/sources/', 'test/domain/']

// Ctrl-C reaches the tests too; we stay until they have ended, to clear away what we started.
let interrupted = false
process.on('SIGINT', () => { interrupted = true })

const home = await mkdtemp(join(tmpdir(), 'cracha-test-run-'))
try {
  const given = process.argv.slice(2)
  process.exitCode = await runTests(given.length > 0 ? given : globSync('test/**/*.test.ts', { cwd: root }).toSorted(longFirst))
} finally {
  await rm(home, { recursive: true, force: true })
}

function longFirst (a: string, b: string): number {
  const rank = (file: string): number => (LONG.findIndex((folder) => file.startsWith(folder)) + LONG.length + 1) % (LONG.length + 1)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}

async function runTests (files: string[]): Promise<number> {
  const server = process.env.CRACHA_TEST_DATABASE_URL ? undefined : await startTestServer()
  if (server) process.env.CRACHA_TEST_DATABASE_URL = server.url
  // Most files load the whole product: what one of them has stripped of its types and compiled, the others take from here.
  process.env.NODE_COMPILE_CACHE ??= join(home, 'compiled')
  process.env.TAP_TIMEOUT ??= String(LONGEST)
  const sums: Counts = { pass: 0, fail: 0, skip: 0 }
  const waiting = [...files]
  const next = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined && !interrupted; file = waiting.shift()) {
      const counts = await runFile(file)
      for (const kind of ['pass', 'fail', 'skip'] as const) sums[kind] += counts[kind]
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  await server?.stop()
  const { pass, fail, skip } = sums
  console.log(`\n${pass} passed, ${fail} failed${skip ? `, ${skip} skipped` : ''}`)
  return fail || !pass || interrupted ? 1 : 0
}

/** One file is told as a whole when it has ended, so that several do not talk at once. One that breaks down has failed, whatever it said until then. */
async function runFile (file: string): Promise<Counts> {
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, file)], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const late = setTimeout(() => child.kill('SIGKILL'), (LONGEST + 30) * 1000)
  const closed = once(child, 'close')
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const told = report()
  const counted = counting()
  const lines = told(`# Subtest: ${file}`)
  for await (const line of createInterface(child.stdout)) {
    counted.take(line)
    lines.push(...told(`    ${line}`))
  }
  const [code] = await closed
  clearTimeout(late)
  lines.push(...told(`${code === 0 ? '' : 'not '}ok 1 - ${file} # time=${Math.round(performance.now() - began)}ms`))
  if (code !== 0) lines.push(Buffer.concat(errors).toString())
  for (const line of lines) console.log(line)
  return code !== 0 && counted.counts.fail === 0 ? { ...counted.counts, fail: 1 } : counted.counts
}
