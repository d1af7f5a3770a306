// `npm test`, or `npm test -- test/one.test.ts`: tap on a PostgreSQL of its own, and one line of counts at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startTestServer } from './helpers/server.ts'
import { report } from './report.ts'

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
  const server = process.env.CRACHA_TEST_DATABASE_URL ? undefined : await startTestServer()
  if (server) process.env.CRACHA_TEST_DATABASE_URL = server.url
  // Most files load the whole product: what one of them has stripped of its types and compiled, the others take from here.
  process.env.NODE_COMPILE_CACHE ??= join(home, 'compiled')
  const { code, account } = process.stdout.isTTY ? await watched(files) : await logged(files)
  await server?.stop()
  const { pass, fail, skip } = counted(account)
  const failed = fail || Number(code !== 0)   // a tap that breaks down is a failure too
  console.log(`\n${pass} passed, ${failed} failed${skip ? `, ${skip} skipped` : ''}`)
  return failed || !pass ? 1 : 0
}

/** On a terminal: tap's own reporter, which redraws. */
async function watched (files: string[]) {
  const results = join(home, 'results.tap')
  const code = await tap('run', '--reporter=base', `--output-file=${results}`, ...files)
  return { code, account: await readFile(results, 'utf8').catch(() => '') }
}

/** In a log: our lines. */
async function logged (files: string[]) {
  const child = spawn(process.execPath, [program, 'run', '--reporter=tap', ...files], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const told = report()
  let account = ''
  for await (const line of createInterface(child.stdout)) {
    account += line + '\n'
    for (const one of told(line)) console.log(one)
  }
  return { code: (await closed)[0] as number | null, account }
}

async function tap (...args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' })
  return (await once(child, 'exit'))[0]
}

/** tap's own sum over all assertions, and files that broke down: `# { total: 9, pass: 3, fail: 3, todo: 1, skip: 2 }`. */
function counted (account: string): { pass: number, fail: number, skip: number } {
  const sum = account.match(/^# \{ total: .*\}$/m)?.[0] ?? ''
  const count = (name: string) => Number(sum.match(new RegExp(`\\b${name}: (\\d+)`))?.[1] ?? 0)
  return { pass: count('pass'), fail: count('fail'), skip: count('skip') + count('todo') }
}
