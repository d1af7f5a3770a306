import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { inDialect } from '../../src/postgres/dialect.ts'
import { MIGRATIONS } from '../../src/postgres/migrate.ts'

const all = (await Promise.all((await readdir(MIGRATIONS)).sort().map((name) => readFile(`${MIGRATIONS}/${name}`, 'utf8')))).join('\n')
const code = (sql: string) => sql.replace(/--.*$/gm, '')

t.test('PostgreSQL, and Citus which is one, get the migrations as they are', async (t) => {
  t.equal(inDialect(all, 'postgres'), all)
  t.equal(inDialect(all, 'citus'), all)
})

for (const backend of ['yugabytedb', 'cockroachdb'] as const) {
  t.test(`${backend} gets nothing about pages, and every table and index`, async (t) => {
    const sql = code(inDialect(all, backend))
    t.notMatch(sql, /brin|fillfactor|autovacuum|autosummarize/i)
    for (const what of [/CREATE TABLE/g, /CREATE (UNIQUE )?INDEX/g, /ADD COLUMN/g]) t.equal(sql.match(what)?.length, code(all).match(what)?.length, String(what))
  })
}
