import type { Db } from '../db.ts'

export interface Attempt { tenant: string, link: string, at: number, method: string, status: number | null, outcome: string, durationMs: number, sealed: Buffer }

export async function insertAttempts (db: Db, attempts: Attempt[]): Promise<void> {
  if (attempts.length === 0) return
  await db.query(`
    INSERT INTO attempt (tenant, link, at, method, status, outcome, duration_ms, sealed)
    SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::int[], $6::text[], $7::int[], $8::bytea[])`,
  [attempts.map(({ tenant }) => tenant), attempts.map(({ link }) => link), attempts.map(({ at }) => new Date(at)), attempts.map(({ method }) => method),
    attempts.map(({ status }) => status), attempts.map(({ outcome }) => outcome), attempts.map(({ durationMs }) => durationMs), attempts.map(({ sealed }) => sealed)])
}

export interface AttemptRow { link: string, at: number, method: string, status: number | null, outcome: string, duration_ms: number, sealed: Buffer }

/** The last attempts of links, oldest first. */
export async function findAttempts (db: Db, links: string[], since: number, perLink: number): Promise<AttemptRow[]> {
  const { rows } = await db.query<AttemptRow>(`
    SELECT attempt.* FROM unnest($1::text[]) AS one (link)
    CROSS JOIN LATERAL (SELECT link, at, method, status, outcome, duration_ms, sealed FROM attempt WHERE attempt.link = one.link AND at >= $2 ORDER BY id DESC LIMIT $3) AS attempt
    ORDER BY at`, [links, new Date(since), perLink])
  return rows
}
