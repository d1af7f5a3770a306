import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from '../../domain/cannot-start.ts'
import { startOf } from './processes.ts'

/**
 * One Crachá at a time owns a data directory: the file `owner` names its process. A process that ended without giving the
 * directory back (kill -9, power) is recognised by its start time, so that another one which got its pid is not taken for it.
 */
export async function own (dataDir: string): Promise<{ giveBack (): Promise<void> }> {
  const file = join(dataDir, 'owner')
  const taking = join(dataDir, 'owner.taking')
  const mine = join(dataDir, `owner.${process.pid}.${randomBytes(4).toString('hex')}`)
  await writeFile(mine, `${process.pid}\n${startOf(process.pid)}`)
  try {
    while (!await linked(mine, file)) {
      const pid = await livingOwner(file)
      if (pid) {
        throw new CannotStart(`Crachá is running on ${dataDir} already (process ${pid}): stop that one, or set CRACHA_DATA_DIR to another directory.`)
      }
      await takeAway(file, taking, mine)
    }
  } finally {
    await rm(mine, { force: true })
  }
  return { giveBack: () => rm(file, { force: true }) }
}

/** Takes a dead owner's file away: one at a time, or what the other has just put there would go with it. */
async function takeAway (file: string, taking: string, mine: string): Promise<void> {
  if (!await linked(mine, taking)) {
    if (!await livingOwner(taking)) await rm(taking, { force: true })
    return pause(20)
  }
  try {
    if (!await livingOwner(file)) await rm(file, { force: true })
  } finally {
    await rm(taking, { force: true })
  }
}

/** A link appears whole or not at all, which a file that is created and then written does not. */
async function linked (from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function livingOwner (file: string): Promise<number | undefined> {
  const [pid, started] = (await readFile(file, 'utf8').catch(unlessGone) ?? '').split('\n')
  return pid && started && startOf(Number(pid)) === started ? Number(pid) : undefined
}

function unlessGone (error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
