import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../src/postgres/embedded/server.ts'
import { processorOf } from './processor.ts'

export interface Product {
  url: string
  port: number
  pid: number
  /** Where a debugger finds it; undefined when it was not asked for. */
  inspector: number | undefined
  /** Bytes: now, and at most until now. */
  memory (): Promise<{ rss: number, peak: number }>
  /** Seconds of processor time until now: what noise of other programs changes least. */
  processor (): Promise<number>
  stop (): Promise<void>
}

export interface ProductOptions { databaseUrl: string, roles: 'api' | 'worker' | 'api,worker', inspect?: boolean }

/** The most memory of every process that has ended, for the row about memory; bytes. Processes with a debugger do not count. */
export const peaks: { roles: ProductOptions['roles'], peak: number }[] = []

export const ADMIN_KEY = 'cracha_admin_key_of_the_benchmark'
const SECRET_KEY = randomBytes(32).toString('base64')

const root = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE_MS = 60_000

/** What `npm start` tells Node about its heap. */
const { scripts } = createRequire(import.meta.url)('../../package.json') as { scripts: { start: string } }
const FLAGS = scripts.start.split(' ').slice(1, -1)

/** The product as it runs in production: what `npm start` starts, its log at level info, to a file that nobody keeps. */
export async function startProduct ({ databaseUrl, roles, inspect = false }: ProductOptions): Promise<Product> {
  const port = await freePort()
  const inspector = inspect ? await freePort() : undefined
  const log = await open(process.env.BENCH_LOG ?? devNull, 'a')
  const child = spawn(process.execPath, [
    ...FLAGS,
    ...inspector === undefined ? [] : [`--inspect=127.0.0.1:${inspector}`],
    '--import', join(root, 'bench/harness/leash.ts'), join(root, 'src/main.ts')
  ], {
    cwd: root,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      CRACHA_ROLES: roles,
      CRACHA_ADMIN_KEY: ADMIN_KEY,
      CRACHA_SECRET_KEY: SECRET_KEY,
      PORT: String(port),
      LOG_LEVEL: 'info',
      NODE_ENV: 'production'
    }
  })
  await log.close()
  const ended = once(child, 'exit')
  let over = false
  void ended.then(() => { over = true })
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + PATIENCE_MS
  while (!await fetch(`${url}/livez`).then((answer) => answer.ok, () => false)) {
    if (over || Date.now() > deadline) throw new Error('the product did not start; BENCH_LOG=<file> keeps what it said')
    await pause(20)
  }
  return {
    url,
    port,
    pid: child.pid!,
    inspector,
    memory: () => memoryOf(child.pid!),
    processor: () => processorOf(child.pid!),
    async stop () {
      if (inspector === undefined) peaks.push({ roles, peak: (await memoryOf(child.pid!)).peak })
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
      await ended
      clearTimeout(late)
    }
  }
}

/** From Linux's account of a process; zero where there is none. */
async function memoryOf (pid: number): Promise<{ rss: number, peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  return { rss: kilobytes('VmRSS'), peak: kilobytes('VmHWM') }
}
