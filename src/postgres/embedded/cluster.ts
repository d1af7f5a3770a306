import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CannotStart } from '../../domain/cannot-start.ts'
import type { Account } from './account.ts'

export const SUPERUSER = 'cracha'

/** Inside the cluster, so that neither exists without the other. */
export const PASSWORD_FILE = 'cracha.password'

const UNFINISHED = 'postgres.new-'

/**
 * Makes the cluster under another name and gives it its own at the end: one that has the name is whole, and what an
 * interrupted start left behind is thrown away.
 */
export async function createCluster (cluster: string, dataDir: string, initdb: string, as: Account, { sync }: { sync: boolean }): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(UNFINISHED)) await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 })
  }
  const workshop = await mkdtemp(join(dataDir, UNFINISHED))
  const made = join(workshop, 'cluster')
  const password = join(workshop, 'password')
  await mkdir(made, { mode: 0o700 })
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  if (as.owner) for (const path of [workshop, made, password]) await chown(path, as.owner.uid, as.owner.gid)
  const [file, args] = as.command(initdb, [
    '-D', made, '-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${password}`,
    // The same order and case rules on every machine, whatever locales it has.
    '-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
    '--no-instructions', ...(sync ? [] : ['--no-sync'])
  ])
  const child = spawn(file, args, { ...as.options, stdio: ['ignore', 'ignore', 'pipe'] })
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new CannotStart(`PostgreSQL could not make its files in ${dataDir}: ${complaint.trim().split('\n').at(-1)}`)
  await rename(password, join(made, PASSWORD_FILE))
  await rename(made, cluster)
  await rm(workshop, { recursive: true })
}

/** What root copied back from a backup belongs to root, whom PostgreSQL refuses. */
export async function giveAway (cluster: string, { owner }: Account): Promise<void> {
  if (owner && (await stat(cluster)).uid === 0) spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, cluster])
}
