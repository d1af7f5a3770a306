import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { createKey, deleteKey, listKeys } from '../../src/application/configure/api-keys.ts'
import { hashOf } from '../../src/application/configure/key-text.ts'
import { createKeyring } from '../../src/application/configure/keyring.ts'
import { isoOf } from '../../src/domain/calendar.ts'
import { installation, MINUTE } from './setup.ts'

const { needs, pool, tenant, now, pass } = await installation(t)
const ADMIN = 'the key of the administrator'

async function setup (t: Test) {
  const logged: object[] = []
  let asked = 0
  const counted = Object.create(pool, { query: { value: (...args: [string]) => { asked++; return pool.query(...args) } } })
  const keyring = createKeyring({ pool: counted, adminHash: hashOf(ADMIN), now, log: { error: (line: object) => { logged.push(line) } } })
  t.teardown(() => keyring.idle())
  const id = await tenant()
  const made = await createKey(needs, id, { role: 'operator', label: 'payroll server' })
  return { id, made, keyring, logged, questions: () => asked }
}

t.test('a key is shown once, and only the hash of its secret is stored', async (t) => {
  const { id, made } = await setup(t)
  const [, keyId, secret] = /^cracha_([0-9a-f]{32})_([0-9a-f]{64})$/.exec(made.key) ?? []
  t.match(made, { id: `key_${keyId}`, role: 'operator', label: 'payroll server', expires_at: null })
  t.same(await listKeys(needs, id), [{ id: made.id, role: 'operator', label: 'payroll server', expires_at: null, created_at: made.created_at, last_used_at: null }])
  const { rows: [row] } = await pool.query('SELECT * FROM api_key WHERE id = $1', [made.id])
  t.same(row.hash, createHash('sha256').update(secret!).digest())
  t.notMatch(JSON.stringify(row), secret)
})

t.test('whoever has a key is its tenant, with its role', async (t) => {
  const { id, made, keyring } = await setup(t)
  t.same(await keyring.authenticate(made.key), { tenant: id, role: 'operator', keyId: made.id, label: 'payroll server' })
  t.same(await keyring.authenticate(ADMIN), { tenant: null, role: 'admin', keyId: 'admin', label: 'administrator' })
})

t.test('a wrong key is nobody', async (t) => {
  const { made, keyring } = await setup(t)
  const wrong = ['', 'x', `${made.key}0`, made.key.slice(0, -1), made.key.replace(/.$/, (last) => last === '0' ? '1' : '0'), `cracha_${'0'.repeat(32)}_${'0'.repeat(64)}`, made.id, `${ADMIN} `]
  for (const key of wrong) t.equal(await keyring.authenticate(key), undefined, key)
})

t.test('a key ends when it expires, also while it is remembered', async (t) => {
  const { id, keyring } = await setup(t)
  const made = await createKey(needs, id, { role: 'read', label: 'auditor', expires_at: isoOf(now() + 2_000) })
  t.equal(made.expires_at, isoOf(now() + 2_000))
  t.match(await keyring.authenticate(made.key), { role: 'read' })
  pass(2_000)
  t.equal(await keyring.authenticate(made.key), undefined)
})

t.test('a key cannot be made that has expired already, for nobody, or with a label that cannot be kept', async (t) => {
  const { id } = await setup(t)
  await t.rejects(createKey(needs, id, { role: 'read', label: 'late', expires_at: isoOf(now()) }), { code: 'invalid', faults: [{ pointer: '/expires_at' }] })
  await t.rejects(createKey(needs, id, { role: 'read', label: 'a\u0000' }), { code: 'invalid', faults: [{ pointer: '/label', code: 'control_character' }] })
  await t.rejects(createKey(needs, 'nobody', { role: 'read', label: 'x' }), { code: 'not_found' })
  await t.rejects(listKeys(needs, 'nobody'), { code: 'not_found' })
})

t.test('a deleted key ends at once in this process, and within seconds in another', async (t) => {
  const { id, made, keyring } = await setup(t)
  const elsewhere = createKeyring({ pool, adminHash: hashOf(ADMIN), now, log: { error: () => {} } })
  t.teardown(() => elsewhere.idle())
  await Promise.all([keyring, elsewhere].map((each) => each.authenticate(made.key)))
  await t.rejects(deleteKey({ pool, keyring }, 'another-tenant', made.id), { code: 'not_found' })
  t.match(await keyring.authenticate(made.key), { keyId: made.id })
  await deleteKey({ pool, keyring }, id, made.id)
  t.equal(await keyring.authenticate(made.key), undefined)
  t.match(await elsewhere.authenticate(made.key), { keyId: made.id })
  pass(5_000)
  t.equal(await elsewhere.authenticate(made.key), undefined)
  await t.rejects(deleteKey({ pool, keyring }, id, made.id), { code: 'not_found' })
})

t.test('a crowd of requests asks the database once, and writes the use of the key once a minute', async (t) => {
  const { id, made, keyring, questions } = await setup(t)
  const crowd = async () => {
    await Promise.all(Array.from({ length: 50 }, () => keyring.authenticate(made.key)))
    await keyring.idle()
    return questions()
  }
  t.equal(await crowd(), 2)
  t.match(await listKeys(needs, id), [{ last_used_at: isoOf(now()) }])
  const before = now()
  pass(MINUTE - 1)
  t.equal(await crowd(), 3, 'the key is read again; its use is not written yet')
  t.match(await listKeys(needs, id), [{ last_used_at: isoOf(before) }])
  pass(1)
  t.equal(await crowd(), 4)
  t.match(await listKeys(needs, id), [{ last_used_at: isoOf(now()) }])
})

t.test('a use that could not be written is told, disturbs nobody, and is written later', async (t) => {
  const { id, made, keyring, logged } = await setup(t)
  await pool.query('ALTER TABLE api_key RENAME COLUMN last_used_at TO away; ALTER TABLE api_key ADD COLUMN last_used_at timestamptz GENERATED ALWAYS AS (away) STORED')
  t.match(await keyring.authenticate(made.key), { keyId: made.id })
  await keyring.idle()
  t.same(logged, [{ key: made.id, code: '428C9' }])
  await pool.query('ALTER TABLE api_key DROP COLUMN last_used_at; ALTER TABLE api_key RENAME COLUMN away TO last_used_at')
  pass(5_000)
  await keyring.authenticate(made.key)
  await keyring.idle()
  t.match(await listKeys(needs, id), [{ last_used_at: isoOf(now()) }])
})

t.test('a database that is away is an error, not a wrong key, and is asked again', async (t) => {
  const { made } = await setup(t)
  let away = true
  const flaky = Object.create(pool, { query: { value: (...args: [string]) => away ? Promise.reject(new Error('away')) : pool.query(...args) } })
  const keyring = createKeyring({ pool: flaky, adminHash: hashOf(ADMIN), now, log: { error: () => {} } })
  t.teardown(() => keyring.idle())
  await t.rejects(keyring.authenticate(made.key), { message: 'away' })
  away = false
  t.match(await keyring.authenticate(made.key), { keyId: made.id })
})
