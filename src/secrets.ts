import { randomBytes } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { CannotStart } from './domain/cannot-start.ts'

export interface Secrets {
  /** 32 bytes. */
  secretKey: Buffer
  /** Absent with a database server of its own and no CRACHA_ADMIN_KEY. */
  adminKey?: string
  /** Made by this start: nobody has seen it yet. */
  adminKeyIsNew: boolean
}

type Given = Pick<Config, 'DATABASE_URL' | 'CRACHA_DATA_DIR' | 'CRACHA_SECRET_KEY' | 'CRACHA_ADMIN_KEY'>

/**
 * The keys the operator gave; beside the embedded PostgreSQL those missing are made and kept, readable for nobody else. Has to be
 * called before that PostgreSQL is started: data without the key that sealed it is refused here, not met with a new key.
 */
export async function keepSecrets ({ DATABASE_URL, CRACHA_DATA_DIR: dataDir, CRACHA_SECRET_KEY, CRACHA_ADMIN_KEY }: Given): Promise<Secrets> {
  if (DATABASE_URL && CRACHA_SECRET_KEY) return { secretKey: CRACHA_SECRET_KEY, adminKey: CRACHA_ADMIN_KEY, adminKeyIsNew: false }
  await makeWritable(dataDir)
  const secretKey = CRACHA_SECRET_KEY ?? await keptSecretKey(dataDir)
  if (CRACHA_ADMIN_KEY) return { secretKey, adminKey: CRACHA_ADMIN_KEY, adminKeyIsNew: false }
  const admin = await kept(join(dataDir, 'admin.key'), () => `cracha_${randomBytes(32).toString('base64url')}`)
  return { secretKey, adminKey: admin.value, adminKeyIsNew: admin.isNew }
}

async function makeWritable (dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true })
    await access(dataDir, constants.W_OK)
  } catch (error) {
    throw new CannotStart(`The data directory ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}): start Crachá as the user it belongs to, or set CRACHA_DATA_DIR to another directory.`)
  }
}

async function keptSecretKey (dataDir: string): Promise<Buffer> {
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file) && existsSync(join(dataDir, 'postgres'))) {
    throw new CannotStart(`${file} is gone, and the data in ${dataDir} cannot be read without it: put it back, or set CRACHA_SECRET_KEY to the key that was used before, or start anew with another CRACHA_DATA_DIR.`)
  }
  const { value } = await kept(file, () => randomBytes(32).toString('base64'))
  const key = Buffer.from(value, 'base64')
  if (key.length !== 32) throw new CannotStart(`${file} must hold 32 bytes in base64, and does not: put back what was in it, as what is stored cannot be read without it.`)
  return key
}

/** What the file holds; made when there is no file, whole or not at all, and the first one stays when two start at once. */
async function kept (file: string, make: () => string): Promise<{ value: string, isNew: boolean }> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    if (existsSync(file)) return { value: await content(file), isNew: false }
    await writeFile(draft, `${make()}\n`, { mode: 0o600, flush: true })
    await link(draft, file)
    return { value: await content(file), isNew: true }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { value: await content(file), isNew: false }
  } finally {
    await rm(draft, { force: true })
  }
}

const content = async (file: string) => (await readFile(file, 'utf8')).trim()
