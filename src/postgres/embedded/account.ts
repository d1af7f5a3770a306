import { spawnSync, type SpawnOptions } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { CannotStart } from '../../domain/cannot-start.ts'

/** How to run a program so that PostgreSQL accepts it: `spawn(...as.command(program, args), as.options)`. */
export interface Account {
  /** Whom new files must belong to; absent: whoever we are. */
  owner?: { uid: number, gid: number }
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd' | 'env'>
  command (program: string, args: string[]): [string, string[]]
}

/** Nothing of ours is told to PostgreSQL: no PG* variable that changes it, no secret that its crash could show. */
const surroundings = { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } }

/**
 * PostgreSQL refuses to run as root, so root runs it as the cluster's owner or as an unprivileged account that is there. Where
 * that account cannot reach the files (a clone below /root, a temporary directory with mode 0700), it gets the one capability
 * that lets it: passing directories by.
 */
export async function chooseAccount (cluster: string, reach: { program: string, directory: string }): Promise<Account> {
  const plain = (program: string, args: string[]): [string, string[]] => [program, args]
  const found = await stat(cluster).catch(() => undefined)
  const self = process.geteuid?.()
  if (self !== 0) {
    if (found && found.uid !== self) {
      throw new CannotStart(`${cluster} belongs to another user (uid ${found.uid}): start Crachá as that one, or set CRACHA_DATA_DIR to another directory.`)
    }
    return { options: surroundings, command: plain }
  }
  // What root copied back from a backup is not meant to stay root's.
  const owner = (found?.uid ? found : undefined) ?? lookUp('postgres') ?? lookUp('nobody')
  if (!owner) throw new CannotStart('PostgreSQL refuses to run as root, and there is no account "postgres" or "nobody" to run it as: start Crachá as another user, or set DATABASE_URL.')
  const { uid, gid } = owner
  // no_setuid_fixup: access(2), with which initdb looks for postgres, would leave the capability out of account otherwise.
  const capable = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups',
    '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup', '--']
  const ways: Account[] = [
    { owner, options: { ...surroundings, uid, gid }, command: plain },
    { owner, options: surroundings, command: (program, args) => ['setpriv', [...capable, program, ...args]] }
  ]
  const way = ways.find((account) => reaches(account, reach))
  if (!way) {
    throw new CannotStart(`PostgreSQL refuses to run as root, and as another account (uid ${uid}) it cannot reach ${reach.program} or ${reach.directory}: start Crachá as another user, put it and CRACHA_DATA_DIR where every account may go, or set DATABASE_URL.`)
  }
  return way
}

function reaches (account: Account, { program, directory }: { program: string, directory: string }): boolean {
  const [file, args] = account.command('sh', ['-c', '"$0" --version && cd "$1"', program, directory])
  return spawnSync(file, args, { ...account.options, stdio: 'ignore' }).status === 0
}

function lookUp (name: string): { uid: number, gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined
}
