import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Containers often have no `ps`, and macOS has no /proc. */
const PROC = existsSync('/proc/self/stat')

/** The command line of a live process; empty when there is none (one that ended and was not reaped has none either). */
export function commandOf (pid: number): string {
  return (PROC ? read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') : ps(pid, 'command')) ?? ''
}

/** When a live process started, in no particular form: with its pid it names the process, as pids are used again. */
export function startOf (pid: number): string | undefined {
  if (!PROC) return ps(pid, 'lstart')
  // Field 22, counted after the program's name, which may hold spaces and brackets.
  return read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19]
}

function read (path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined   // no such process
  }
}

function ps (pid: number, column: string): string | undefined {
  return spawnSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined
}
