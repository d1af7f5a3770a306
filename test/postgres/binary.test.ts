import fc from 'fast-check'
import t from 'tap'
import { byteas, texts } from '../../src/postgres/binary.ts'
import { createPool } from '../../src/postgres/db.ts'
import { emptyDatabase } from '../helpers/postgres.ts'

const pool = createPool(await emptyDatabase(t), { log: { warn: () => {} }, max: 2 })
t.teardown(() => pool.end())
const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0') && each.isWellFormed())
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))

t.test('lists arrive as they were sent, with nulls, in their order', async () => fc.assert(
  fc.asyncProperty(fc.array(fc.option(text), { maxLength: 8 }), fc.array(fc.option(bytes), { maxLength: 8 }), async (some, others) => {
    const { rows: [row] } = await pool.query('SELECT $1::text[] AS texts, $2::bytea[] AS bytes', [texts(some), byteas(others)])
    return JSON.stringify([row.texts, row.bytes]) === JSON.stringify([some, others])
  }), { numRuns: 100 }))
