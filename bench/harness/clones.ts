import type { Client } from 'pg'

/**
 * The filler for hundreds of thousands of employees, which would take the benchmark longer than what it measures: it
 * multiplies people who came in by HTTP. Each copy has rows of its own in every table that a person has rows in, ids and
 * identifiers of its own, and the original's sealed values, which open under the same tenant's key. So tables, indexes and
 * caches are as large as they would be; only the statements inside are repeated.
 */
const STEP = 50_000

/** Tables with a row per person, in the order of their references: which columns name the person or the row itself. */
const TABLES: { table: string, own: Record<string, string> }[] = [
  { table: 'employee', own: { id: 'new_id' } },
  { table: 'event', own: { id: "old.id || '.' || n", employee: 'new_id' } },
  { table: 'identifier', own: { hash: 'substr(sha256(old.hash || n::text::bytea), 1, 16)', part_hash: 'CASE WHEN old.part_hash IS NOT NULL THEN substr(sha256(old.part_hash || n::text::bytea), 1, 16) END', employee: 'new_id' } },
  { table: 'link', own: { id: "old.id || '.' || n", employee: 'new_id', remote_id: "old.remote_id || '.' || n" } },
  { table: 'fate', own: { event: "old.event || '.' || n", link: "old.link || '.' || n" } }
]

/** How a row of each table is found from its person. */
const OF_PERSON: Record<string, string> = {
  employee: 'old.id = person.id',
  event: 'old.employee = person.id',
  identifier: 'old.employee = person.id',
  link: 'old.employee = person.id',
  fate: 'old.link IN (SELECT link.id FROM link WHERE link.employee = person.id)'
}

/** Copies until the tenant has that many employees. */
export async function growTo (client: Client, tenant: string, people: number): Promise<void> {
  const { rows: [{ count, last }] } = await client.query("SELECT count(*)::int AS count, coalesce(max(split_part(id, '.', 2)), '0') AS last FROM employee WHERE tenant = $1", [tenant])
  let n = Number(last)
  await client.query("CREATE TEMP TABLE IF NOT EXISTS original AS SELECT id, row_number() OVER (ORDER BY seq) AS place FROM employee WHERE tenant = $1 AND id NOT LIKE '%.%' AND merged_into IS NULL", [tenant])
  for (let have = count; have < people;) {
    const { rows: [{ originals }] } = await client.query('SELECT count(*)::int AS originals FROM original')
    const copies = Math.min(Math.ceil(STEP / originals), Math.ceil((people - have) / originals))
    const most = Math.min(originals, people - have)
    // Whole people only: the product may look at any moment, and would link those who have no link yet.
    await client.query('BEGIN')
    await client.query('SET LOCAL session_replication_role = replica')   // references are right by construction
    await client.query('SET LOCAL synchronous_commit = off')
    for (const { table, own } of TABLES) {
      const { rows } = await client.query("SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND table_schema = 'public' AND is_identity = 'NO' AND is_generated = 'NEVER' ORDER BY ordinal_position", [table])
      const names: string[] = rows.map(({ name }) => name)
      await client.query(`
        INSERT INTO ${table} (${names.join(', ')})
        SELECT ${names.map((name) => own[name] ?? `old.${name}`).join(', ')}
        FROM (SELECT original.id, n, original.id || '.' || n AS new_id FROM original, generate_series($1::int, $2::int) AS n WHERE place <= $3) AS person
        JOIN ${table} AS old ON ${OF_PERSON[table]}`, [n + 1, n + copies, most])
    }
    await client.query('COMMIT')
    n += copies
    have += copies * most
  }
  await client.query('DROP TABLE original')
  await client.query('VACUUM ANALYZE')
}
