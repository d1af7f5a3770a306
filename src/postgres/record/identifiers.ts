import type { Db } from '../db.ts'

export interface Claim { kind: string, hash: Buffer, part: Buffer | null }
export interface HeldIdentifier { kind: string, hash: Buffer, part_hash: Buffer | null, employee: string }

/** Identifiers with one of the hashes, whole or, for numbers, without their company. */
export async function findIdentifiers (db: Db, tenant: string, hashes: Buffer[]): Promise<HeldIdentifier[]> {
  const { rows } = await db.query<HeldIdentifier>(`
    SELECT held.* FROM unnest($2::bytea[]) AS one (hash)
    -- OFFSET 0: one look-up each, whatever the statistics of a table that grows fast say.
    CROSS JOIN LATERAL (
      SELECT kind, hash, part_hash, employee FROM identifier WHERE tenant = $1 AND identifier.hash = one.hash
      UNION ALL SELECT kind, hash, part_hash, employee FROM identifier WHERE tenant = $1 AND part_hash = one.hash OFFSET 0) AS held`, [tenant, hashes])
  return rows
}

/** Writes who holds what. The caller holds the tenant's lock and has read who held it before. */
export async function insertIdentifiers (db: Db, tenant: string, rows: HeldIdentifier[]): Promise<void> {
  if (rows.length === 0) return
  await db.query(`
    INSERT INTO identifier (tenant, kind, hash, part_hash, employee) SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::bytea[], $5::text[])
    ON CONFLICT (tenant, kind, hash) DO UPDATE SET employee = excluded.employee`,
  [tenant, rows.map(({ kind }) => kind), rows.map(({ hash }) => hash), rows.map(({ part_hash: part }) => part), rows.map(({ employee }) => employee)])
}

/** Every hash under which employees can be named, in SQL: `employees` is an array. */
export const HASHES_OF = (employees: string): string =>
  `SELECT hash FROM identifier WHERE employee = ANY(${employees}) UNION ALL SELECT part_hash FROM identifier WHERE employee = ANY(${employees}) AND part_hash IS NOT NULL`

/** Every hash under which an employee can be named. */
export async function findHashesOf (db: Db, employees: string[]): Promise<Buffer[]> {
  if (employees.length === 0) return []
  const { rows } = await db.query<{ hash: Buffer }>(`SELECT DISTINCT hash FROM (${HASHES_OF('$1')}) AS named`, [employees])
  return rows.map(({ hash }) => hash)
}

/** Who names one of these hashes as a manager. */
export async function findReports (db: Db, tenant: string, hashes: Buffer[]): Promise<string[]> {
  const { rows } = await db.query<{ employee: string }>('SELECT DISTINCT employee FROM reporting WHERE tenant = $1 AND hash = ANY($2)', [tenant, hashes])
  return rows.map(({ employee }) => employee)
}

/** Writes whom each of these people names as managers, and nobody else: in statements that go out together. */
export async function replaceReporting (db: Db, tenant: string, people: { employee: string, hashes: Buffer[] }[]): Promise<void> {
  if (people.length === 0) return
  const pairs = people.flatMap(({ employee, hashes }) => hashes.map((hash) => ({ employee, hash })))
  const columns = [pairs.map(({ employee }) => employee), pairs.map(({ hash }) => hash)]
  const gone = db.query(`
    DELETE FROM reporting WHERE employee = ANY($1)
      AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::bytea[]) AS kept (employee, hash) WHERE kept.employee = reporting.employee AND kept.hash = reporting.hash)`,
  [people.map(({ employee }) => employee), ...columns])
  const named = pairs.length > 0 && db.query('INSERT INTO reporting (employee, tenant, hash) SELECT employee, $1, hash FROM unnest($2::text[], $3::bytea[]) AS new (employee, hash) ON CONFLICT DO NOTHING', [tenant, ...columns])
  await Promise.all([gone, named])
}

/** Gives up what nothing that is still said of an employee claims; answers the hashes that are free now. */
export async function releaseIdentifiers (db: Db, employee: string, still: Buffer[]): Promise<Buffer[]> {
  const { rows } = await db.query<{ hash: Buffer }>('DELETE FROM identifier WHERE employee = $1 AND hash <> ALL($2) RETURNING hash', [employee, still])
  return rows.map(({ hash }) => hash)
}
