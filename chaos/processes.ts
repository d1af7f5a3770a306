import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

export type Role = 'api' | 'worker'

/** One process of the product. */
export interface Process {
  role: Role
  name: string
  pid: number
  /** Where it answers, once it does. */
  url?: string
  ended: boolean
  /** Resolves with its URL when it is up; rejects when it ends before. */
  up: Promise<string>
  exit: Promise<number | null>
  signal (signal: NodeJS.Signals): void
  setClock (ahead: number): void
}

const PROGRAM = join(import.meta.dirname, 'process.ts')

/** Starts one; its log goes to a file, and it ends when we do. */
export async function startProcess (role: Role, name: string, env: Record<string, string>, ahead: number, directory: string): Promise<Process> {
  const log = await open(join(directory, `${name}.log`), 'a')
  const child: ChildProcess = fork(PROGRAM, [String(ahead)], {
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', CRACHA_ROLES: role, ...env }
  })
  await once(child, 'spawn')
  await log.close()
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const up = Promise.race([
    once(child, 'message').then(([message]) => (message as { url: string }).url),
    exit.then((code) => { throw new Error(`${name} ended with ${code} before it was up: see its log`) })
  ])
  up.catch(() => {})   // whoever awaits it hears of it
  const one: Process = {
    role,
    name,
    pid: child.pid!,
    ended: false,
    up,
    exit,
    signal: (signal) => { child.kill(signal) },
    setClock: (to) => { if (child.connected) child.send({ ahead: to }, () => {}) }
  }
  void up.then((url) => { one.url = url }, () => {})
  void exit.then(() => { one.ended = true })
  return one
}
