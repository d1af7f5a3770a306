import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from '../../domain/cannot-start.ts'
import type { Account } from './account.ts'
import { commandOf } from './processes.ts'

export interface Server {
  /** Resolves with the exit code when PostgreSQL has ended, asked or not. */
  ended: Promise<number>
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop (): Promise<number>
}

/**
 * Stands between us and PostgreSQL, in a session of its own: a Ctrl-C in the terminal does not reach the database while we
 * drain, and when we end in whatever way, kill -9 of the whole process group included, its stdin ends, and PostgreSQL with it.
 */
const WATCHER = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(read -r _ <&3; kill -INT $server) &
guard=$!
exec 3<&-
wait $server
code=$?
kill $guard 2>/dev/null
exit $code`

const POLL = 25

/** Reached from this machine alone, and the same whatever the machine speaks. */
export const LOCAL = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  lc_messages: 'C'
}

/** Runs PostgreSQL on a cluster; its log begins anew, so that it does not grow for ever. */
export async function launch (postgres: string, cluster: string, as: Account, logFile: string, settings: Record<string, string>): Promise<Server> {
  const log = await open(logFile, 'w', 0o600)
  try {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const [file, args] = as.command('sh', ['-c', WATCHER, 'cracha-postgres', postgres, '-D', cluster, ...flags])
    const child = spawn(file, args, { ...as.options, detached: true, stdio: ['pipe', log.fd, log.fd] })
    const ended = once(child, 'exit').then(([code, signal]) => typeof code === 'number' ? code : Number(signal !== null))
    await once(child, 'spawn')
    child.stdin?.on('error', () => {})   // it ended first: `ended` says so
    return { ended, stop: () => { child.stdin?.end(); return ended } }
  } finally {
    await log.close()
  }
}

/** True when the server answers on this port, false when it ended instead. A recovery may take its time while it lives. */
export async function becameReady (server: Server, cluster: string, port: number): Promise<boolean> {
  const ended = server.ended.then(() => 'ended')
  for (;;) {
    const lines = await postmasterFile(cluster)
    if (lines[3] === String(port) && lines[7]?.trim() === 'ready') return true
    if (await Promise.race([ended, pause(POLL)])) return false
  }
}

/**
 * Waits for the PostgreSQL of a Crachá that was killed: it ends by itself in a moment. A `postmaster.pid` whose process is not
 * a PostgreSQL on these files (power was lost, the pid belongs to somebody else now) is removed, as PostgreSQL would refuse it.
 */
export async function formerEnded (cluster: string, deadline: number): Promise<void> {
  for (;;) {
    const pid = Number((await postmasterFile(cluster))[0])
    if (!pid) return
    if (!commandOf(pid).includes(`-D ${cluster} `)) return await rm(join(cluster, 'postmaster.pid'), { force: true })
    if (Date.now() > deadline) {
      throw new CannotStart(`A PostgreSQL (process ${pid}) still uses ${cluster}, and it does not end: stop it with "kill -INT ${pid}" and start again.`)
    }
    await pause(POLL)
  }
}

/** The kernel's choice; somebody may take it before PostgreSQL does, then another one is tried. */
export async function freePort (): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function postmasterFile (cluster: string): Promise<string[]> {
  try {
    return (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
