import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { keepSecrets } from '../src/secrets.ts'

t.test('missing keys are made at the first start, and found at the second', async (t) => {
  const given = { CRACHA_DATA_DIR: join(t.testdir(), 'new') }
  const first = await keepSecrets(given)
  t.equal(first.secretKey.length, 32)
  t.match(first.adminKey, /^cracha_[\w-]{43}$/)
  t.equal(first.adminKeyIsNew, true)
  t.same(await keepSecrets(given), { ...first, adminKeyIsNew: false })
  for (const name of await readdir(given.CRACHA_DATA_DIR)) {
    t.equal((await stat(join(given.CRACHA_DATA_DIR, name))).mode & 0o777, 0o600, name)
  }
})

t.test('two that start at once find the same keys, and one of them made them', async (t) => {
  const given = { CRACHA_DATA_DIR: t.testdir() }
  const [one, other] = await Promise.all([keepSecrets(given), keepSecrets(given)])
  t.same([one.secretKey, one.adminKey], [other.secretKey, other.adminKey])
})

t.test('keys that are given are taken, and not kept', async (t) => {
  const dataDir = t.testdir()
  const CRACHA_SECRET_KEY = Buffer.alloc(32, 1)
  const secrets = await keepSecrets({ CRACHA_DATA_DIR: dataDir, CRACHA_SECRET_KEY, CRACHA_ADMIN_KEY: 'cracha_given' })
  t.same(secrets, { secretKey: CRACHA_SECRET_KEY, adminKey: 'cracha_given', adminKeyIsNew: false })
  t.same(await readdir(dataDir), [])
})

t.test('with a database server nothing is made', async (t) => {
  const dataDir = t.testdir()
  const secrets = await keepSecrets({ CRACHA_DATA_DIR: dataDir, DATABASE_URL: 'postgres://db/cracha', CRACHA_SECRET_KEY: Buffer.alloc(32) })
  t.match(secrets, { adminKey: undefined, adminKeyIsNew: false })
  t.same(await readdir(dataDir), [])
})

t.test('a data directory that cannot be one stops the start with one line', async (t) => {
  const file = join(t.testdir({ file: '' }), 'file')
  await t.rejects(keepSecrets({ CRACHA_DATA_DIR: join(file, 'below') }), { name: 'CannotStart', message: /cannot be written \(ENOTDIR\): .*CRACHA_DATA_DIR/ })
})

t.test('data whose key is gone or damaged is not met with a new key', async (t) => {
  const dataDir = t.testdir()
  const file = join(dataDir, 'secret.key')
  await keepSecrets({ CRACHA_DATA_DIR: dataDir })
  await mkdir(join(dataDir, 'postgres'))
  const whole = await readFile(file, 'utf8')
  await writeFile(file, whole.slice(0, 20))
  await t.rejects(keepSecrets({ CRACHA_DATA_DIR: dataDir }), { name: 'CannotStart', message: /secret\.key must hold 32 bytes/ })
  await rm(file)
  await t.rejects(keepSecrets({ CRACHA_DATA_DIR: dataDir }), { name: 'CannotStart', message: /secret\.key is gone/ })
})
