import type { Db } from '../db.ts'

export interface Claim { kind: string, hash: Buffer, part: Buffer | null }
export interface HeldIdentifier { kind: string, hash: Buffer, part_hash: Buffer | null, employee: string }

/** Identifiers with one of the hashes, whole or, for numbers, without their company. */
export async function findIdentifiers (db: Db, tenant: string, hashes: Buffer[]): Promise<HeldIdentifier[]> {
  const { rows } = await db.query<HeldIdentifier>(`
    SELECT kind, hash, part_hash, employee FROM identifier WHERE tenant = $1 AND hash = ANY($2)
    UNION SELECT kind, hash, part_hash, employee FROM identifier WHERE tenant = $1 AND part_hash = ANY($2)`, [tenant, hashes])
  return rows
}

/** Claims what nobody has; `take` takes what somebody else holds, too (an address that moves). */
export async function claimIdentifiers (db: Db, tenant: string, employee: string, claims: Claim[], take: boolean): Promise<void> {
  if (claims.length === 0) return
  await db.query(`
    INSERT INTO identifier (tenant, kind, hash, part_hash, employee)
    SELECT DISTINCT ON (kind, hash) $1, kind, hash, part_hash, $2 FROM unnest($3::text[], $4::bytea[], $5::bytea[]) AS claim (kind, hash, part_hash)
    ON CONFLICT (tenant, kind, hash) DO ${take ? 'UPDATE SET employee = excluded.employee' : 'NOTHING'}`,
  [tenant, employee, claims.map(({ kind }) => kind), claims.map(({ hash }) => hash), claims.map(({ part }) => part)])
}

/** Every hash under which an employee can be named. */
export async function findHashesOf (db: Db, employees: string[]): Promise<Buffer[]> {
  const { rows } = await db.query<{ hash: Buffer }>(`
    SELECT hash FROM identifier WHERE employee = ANY($1) UNION SELECT part_hash FROM identifier WHERE employee = ANY($1) AND part_hash IS NOT NULL`, [employees])
  return rows.map(({ hash }) => hash)
}

/** The people named by any of the hashes. */
export async function findEmployeesByHash (db: Db, tenant: string, hashes: Buffer[]): Promise<string[]> {
  return [...new Set((await findIdentifiers(db, tenant, hashes)).map(({ employee }) => employee))]
}

/** Who names one of these hashes as a manager. */
export async function findReports (db: Db, tenant: string, hashes: Buffer[]): Promise<string[]> {
  const { rows } = await db.query<{ employee: string }>('SELECT DISTINCT employee FROM reporting WHERE tenant = $1 AND hash = ANY($2)', [tenant, hashes])
  return rows.map(({ employee }) => employee)
}

/** Writes whom an employee names as managers. */
export async function setReporting (db: Db, tenant: string, employee: string, hashes: Buffer[]): Promise<void> {
  await db.query('DELETE FROM reporting WHERE employee = $1 AND hash <> ALL($2)', [employee, hashes])
  if (hashes.length > 0) {
    await db.query('INSERT INTO reporting (employee, tenant, hash) SELECT $1, $2, unnest($3::bytea[]) ON CONFLICT DO NOTHING', [employee, tenant, hashes])
  }
}

/** Gives up what nothing that is still said of an employee claims; answers the hashes that are free now. */
export async function releaseIdentifiers (db: Db, employee: string, still: Buffer[]): Promise<Buffer[]> {
  const { rows } = await db.query<{ hash: Buffer }>('DELETE FROM identifier WHERE employee = $1 AND hash <> ALL($2) RETURNING hash', [employee, still])
  return rows.map(({ hash }) => hash)
}
