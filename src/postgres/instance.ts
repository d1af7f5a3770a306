import type { Db } from './db.ts'

/** The value of that name; the first one that was kept stays. */
export async function keepInstanceValue (db: Db, name: string, value: Buffer): Promise<Buffer> {
  await db.query('INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, value])
  const { rows } = await db.query<{ value: Buffer }>('SELECT value FROM instance WHERE name = $1', [name])
  return rows[0]!.value
}
