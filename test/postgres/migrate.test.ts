import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { createPool, inTransaction } from '../../src/postgres/db.ts'
import { migrate, migrationsDigest, pendingMigrations } from '../../src/postgres/migrate.ts'
import { emptyDatabase } from '../helpers/postgres.ts'

async function setup (t: Test) {
  const pool = createPool(await emptyDatabase(t), { log: pino({ level: 'silent' }) })
  t.teardown(() => pool.end())
  const folder = join(t.testdir(), 'migrations')
  await mkdir(folder)
  const write = (name: string, sql: string) => writeFile(join(folder, name), sql)
  await write('001-person.sql', 'CREATE TABLE person (id int PRIMARY KEY);\nCREATE TABLE pet (id int);\n')
  return { pool, folder, write }
}

t.test('migrations are applied in order, once', async (t) => {
  const { pool, folder, write } = await setup(t)
  await write('002-name.sql', 'ALTER TABLE person ADD COLUMN name text')
  await write('README.md', 'is no migration')
  t.same(await pendingMigrations(pool, folder), ['001-person.sql', '002-name.sql'])
  t.same(await migrate(pool, folder), ['001-person.sql', '002-name.sql'])
  t.same(await pendingMigrations(pool, folder), [])
  t.same(await migrate(pool, folder), [])
  await write('003-age.sql', 'ALTER TABLE person ADD COLUMN age int')
  t.same(await pendingMigrations(pool, folder), ['003-age.sql'])
  t.same(await migrate(pool, folder), ['003-age.sql'])
  await pool.query('SELECT id, name, age FROM person')
})

t.test('several processes that start at once apply each migration once', async (t) => {
  const { pool, folder, write } = await setup(t)
  await write('002-name.sql', 'ALTER TABLE person ADD COLUMN name text')
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(pool, folder)))
  t.same(applied.flat().sort(), ['001-person.sql', '002-name.sql'])
})

t.test('a migration that fails leaves nothing behind, and those before it stay', async (t) => {
  const { pool, folder, write } = await setup(t)
  await write('002-broken.sql', 'CREATE TABLE half (id int); SELECT 1 / 0;')
  await t.rejects(migrate(pool, folder), { code: '22012' })
  t.same(await pendingMigrations(pool, folder), ['002-broken.sql'])
  t.same((await pool.query("SELECT to_regclass('half') AS half")).rows, [{ half: null }])
  await write('002-broken.sql', 'CREATE TABLE half (id int)')
  t.same(await migrate(pool, folder), ['002-broken.sql'])
})

t.test('a migration that was changed after it was applied stops the start and says which', async (t) => {
  const { pool, folder, write } = await setup(t)
  await migrate(pool, folder)
  await write('001-person.sql', 'CREATE TABLE person (id bigint PRIMARY KEY)')
  await t.rejects(migrate(pool, folder), { name: 'CannotStart', message: /^migrations\/001-person\.sql .*new migration\.$/ })
})

t.test('other line ends are no change', async (t) => {
  const { pool, folder, write } = await setup(t)
  const before = await migrationsDigest(folder)
  await migrate(pool, folder)
  await write('001-person.sql', 'CREATE TABLE person (id int PRIMARY KEY);\r\nCREATE TABLE pet (id int);\r\n')
  t.same(await migrate(pool, folder), [])
  t.equal(await migrationsDigest(folder), before)
})

t.test('values come back as the domain speaks of them', async (t) => {
  const { pool } = await setup(t)
  const { rows: [row] } = await pool.query(`SELECT
    9007199254740991 AS big, ARRAY[1::int8, NULL] AS bigs, count(*) AS n,
    timestamptz '2024-02-29 21:00:00.123456-03' AS at, ARRAY[timestamptz '1970-01-01 00:00:01+00'] AS ats,
    date '2024-02-29' AS day, ARRAY[date '0099-12-31'] AS days, jsonb '{"a": [1]}' AS json, now()::date = (now() AT TIME ZONE 'UTC')::date AS utc`)
  t.same(row, {
    big: Number.MAX_SAFE_INTEGER,
    bigs: [1, null],
    n: 1,
    at: Date.UTC(2024, 2, 1, 0, 0, 0, 123),
    ats: [1000],
    day: '2024-02-29',
    days: ['0099-12-31'],
    json: { a: [1] },
    utc: true
  })
})

t.test('a transaction that fails is rolled back and its connection is used again', async (t) => {
  const { pool, folder } = await setup(t)
  await migrate(pool, folder)
  const failing = inTransaction(pool, async (tx) => {
    await tx.query('INSERT INTO person VALUES (1)')
    throw new Error('no')
  })
  await t.rejects(failing, { message: 'no' })
  t.same((await pool.query('SELECT id FROM person')).rows, [])
  t.equal(pool.totalCount, 1)
  t.equal(await inTransaction(pool, async (tx) => (await tx.query('INSERT INTO person VALUES (2)')).rowCount), 1)
})

t.test('a connection that the server ends in the middle of a transaction fails that transaction alone', async (t) => {
  const { pool } = await setup(t)
  const broken = inTransaction(pool, async (tx) => {
    await tx.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => {})
    await tx.query('SELECT 1')
  })
  await t.rejects(broken)
  t.same((await pool.query('SELECT 1 AS one')).rows, [{ one: 1 }])
})
