// `npm test`, or `npm test -- test/one.test.ts`: tap on a PostgreSQL of its own, and one line of counts at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startTestServer } from './helpers/server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'node_modules/tap/dist/esm/run.mjs')
const testClass = join(root, 'node_modules/@tapjs/test/test-built/dist/esm/index.js')

// Ctrl-C reaches tap too; we stay until it has ended, to clear away what we started.
process.on('SIGINT', () => {})

const home = await mkdtemp(join(tmpdir(), 'cracha-test-run-'))
try {
  // A fresh tap has its TypeScript compiler in, against .taprc. It would build itself anew, but one run too late.
  const built = await readFile(testClass, 'utf8').catch(() => '')
  if (!built || built.includes('@tapjs/typescript')) await tap('build')
  process.exitCode = await runTests(process.argv.slice(2))
} finally {
  await rm(home, { recursive: true, force: true })
}

async function runTests (files: string[]): Promise<number> {
  const results = join(home, 'results.tap')
  const server = process.env.CRACHA_TEST_DATABASE_URL ? undefined : await startTestServer()
  if (server) process.env.CRACHA_TEST_DATABASE_URL = server.url
  const status = await tap('run', '--reporter=base', `--output-file=${results}`, ...files)
  await server?.stop()
  const { pass, fail, skip } = counted(await readFile(results, 'utf8').catch(() => ''))
  const failed = fail || Number(status !== 0)   // a tap that breaks down is a failure too
  console.log(`${pass} passed, ${failed} failed${skip ? `, ${skip} skipped` : ''}`)
  return failed || !pass ? 1 : 0
}

async function tap (...args: string[]): Promise<number> {
  // Where nobody watches, tap's reporter writes one frame instead of a hundred, if it believes to be in CI.
  const env = process.stdout.isTTY ? process.env : { ...process.env, CI: 'true' }
  const child = spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'exit') as [number | null]
  return code ?? 1
}

/** tap's own sum over all assertions, and files that broke down: `# { total: 9, pass: 3, fail: 3, todo: 1, skip: 2 }`, or `# { total: 3, pass: 3 }`. */
function counted (output: string): { pass: number, fail: number, skip: number } {
  const sum = output.match(/^# \{ total: .*\}$/m)?.[0] ?? ''
  const count = (name: string) => Number(sum.match(new RegExp(`\\b${name}: (\\d+)`))?.[1] ?? 0)
  return { pass: count('pass'), fail: count('fail'), skip: count('skip') + count('todo') }
}
