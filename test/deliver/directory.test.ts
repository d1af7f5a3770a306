import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { putTenant } from '../../src/application/configure/tenants.ts'
import { LeaseLost } from '../../src/application/deliver/call.ts'
import { directoryOf } from '../../src/application/deliver/directory.ts'
import type { DirectoryPage } from '../../src/domain/directory.ts'
import { createPool } from '../../src/postgres/db.ts'
import { createVault } from '../../src/postgres/vault.ts'
import { testDatabase } from '../helpers/postgres.ts'

const DAY_MS = 86_400_000

/** Two processes with the directory of one destination, whose pages hold two people each. */
async function setup (t: Test) {
  const pool = createPool(await testDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  const vault = createVault([randomBytes(32)])
  const clock = { at: DAY_MS }
  await putTenant({ pool, vault, now: () => clock.at }, 'acme', { name: 'Acme' })
  await pool.query("INSERT INTO destination (id, tenant, name, kind, base_url, options) VALUES ('dst_1', 'acme', 'people', 'any', 'https://example.com', '{}')")
  const keys = await vault.keysOf(pool, 'acme')
  const { rows: [{ config_revision: configRevision }] } = await pool.query('SELECT config_revision FROM destination')
  const open = (revision: number = configRevision) => directoryOf(pool, { id: 'dst_1', configRevision: revision, keys }, () => clock.at)
  const read: (string | undefined)[] = []
  const pagesOf = (...people: string[]) => async (cursor: string | undefined): Promise<DirectoryPage> => {
    read.push(cursor)
    const from = Number(cursor ?? 0)
    const entries = people.slice(from, from + 2).map((name) => ({ remoteId: `id_${name}`, key: `number of ${name}` }))
    return { entries, ...(from + 2 < people.length && { next: String(from + 2) }) }
  }
  const rows = async () => (await pool.query('SELECT remote_id FROM directory ORDER BY remote_id')).rows.map(({ remote_id: id }) => id)
  return { pool, clock, open, read, pagesOf, rows, configRevision: configRevision as number }
}

t.test('everybody is read in portions, by whichever process comes next, and found by a key that is nowhere in clear', async (t) => {
  const { open, read, pagesOf, clock, pool } = await setup(t)
  const page = pagesOf('ana', 'bia', 'caio', 'davi', 'eva')
  t.equal(await open().readOn(0, 1, page), false)
  t.equal(await open().completeSince(), undefined)
  t.same(await open().find('number of ana'), ['id_ana'], 'what was read counts')
  clock.at += 1000
  t.equal(await open().readOn(0, 9, page), true)
  t.same(read, [undefined, '2', '4'])
  t.same(await open().find('number of eva'), ['id_eva'])
  t.same(await open().find('number of nobody'), [])
  t.equal(await open().completeSince(), DAY_MS, 'as of when the reading began')
  t.equal(await open().readOn(DAY_MS, 9, page), true)
  t.equal(read.length, 3, 'a reading that is young enough is not repeated')
  t.notOk((await pool.query('SELECT row_to_json(directory)::text AS row FROM directory')).rows.some(({ row }) => /number/.test(row)))
})

t.test('who is not seen any more goes with the next reading; a new number is the account\'s only one', async (t) => {
  const { open, pagesOf, clock, rows } = await setup(t)
  await open().readOn(0, 9, pagesOf('ana', 'bia', 'caio'))
  clock.at += DAY_MS
  await open().note([{ remoteId: 'id_ana', key: 'another number' }])
  t.same(await open().find('number of ana'), [])
  t.same(await open().find('another number'), ['id_ana'])
  await open().note([{ remoteId: 'id_caio', key: null }])
  t.same(await rows(), ['id_ana', 'id_bia'])
  clock.at += 1000
  await open().readOn(clock.at, 9, pagesOf('bia'))
  t.same(await rows(), ['id_bia'])
})

t.test('a page that fails leaves those before it; a directory that lacks somebody is read from the beginning', async (t) => {
  const { open, read, pagesOf } = await setup(t)
  const page = pagesOf('ana', 'bia', 'caio', 'davi', 'eva')
  await t.rejects(open().readOn(0, 9, async (cursor) => cursor === '4' ? Promise.reject(new Error('no')) : await page(cursor)), /no/)
  t.equal(await open().readOn(0, 9, page), true)
  t.same(read, [undefined, '2', '4'])
  await open().expire()
  t.equal(await open().completeSince(), undefined)
  t.same(await open().find('number of ana'), ['id_ana'], 'whom it knows stays to be found')
  await open().readOn(0, 1, page)
  t.equal(read.at(-1), undefined)
  t.equal(await open().readOn(0, 9, async (cursor) => ({ entries: [], next: cursor ?? '1' })), true, 'a page that leads to itself is the last')
})

t.test('one reads for all who ask meanwhile; should they lose their lease, the next one does', async (t) => {
  const { open, read, pagesOf } = await setup(t)
  const page = pagesOf('ana', 'bia', 'caio')
  const directory = open()
  t.same(await Promise.all([1, 2, 3].map(() => directory.readOn(0, 9, page))), [true, true, true])
  t.equal(read.length, 2)
  await directory.expire()
  const lost = directory.readOn(0, 9, async () => { throw new LeaseLost('gone') })
  const other = directory.readOn(0, 9, page)
  await t.rejects(lost, /gone/)
  t.equal(await other, true)
})

t.test('what was read under other settings is not kept: the address may be another organisation\'s', async (t) => {
  const { open, pagesOf, pool, rows, configRevision } = await setup(t)
  await pool.query('UPDATE destination SET config_revision = config_revision + 1')
  await open().readOn(0, 9, pagesOf('ana'))
  await open().note([{ remoteId: 'id_bia', key: 'x' }])
  t.same(await rows(), [])
  await open(Number(configRevision) + 1).readOn(0, 9, pagesOf('ana'))
  t.same(await rows(), ['id_ana'])
})
