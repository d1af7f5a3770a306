import type { Instant } from '../../domain/calendar.ts'
import type { EmployeeStatus } from '../../domain/views/employee.ts'
import type { Db } from '../db.ts'
import { atDestination, given } from './given.ts'

/** Mirrors of people by any id they have had: `id` is the one asked for, the mirror is the survivor's. */
export async function findMirrors (db: Db, tenant: string, ids: string[]): Promise<{ id: string, sealed: Buffer | null }[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<{ id: string, sealed: Buffer | null }>(`
    SELECT asked.id, kept.sealed FROM employee AS asked JOIN employee AS kept ON kept.id = coalesce(asked.merged_into, asked.id)
    WHERE asked.tenant = $1 AND asked.id = ANY ($2)`, [tenant, ids])
  return rows
}

export interface ShownEmployeeRow {
  id: string
  seq: number
  state: EmployeeStatus
  changes_at: Instant | null
  /** The mirror. */
  sealed: Buffer | null
  created_at: Instant
}

const COLUMNS = 'employee.id, employee.seq, employee.state, employee.changes_at, employee.sealed, employee.created_at'

/** Newest first, from before `after` on. Who was merged is shown as the survivor only. */
export async function listEmployeeRows (db: Db, tenant: string, { status, destination }: { status?: EmployeeStatus, destination?: string }, after: number | undefined, limit: number): Promise<ShownEmployeeRow[]> {
  const { conditions, values } = given([tenant, limit], [
    ['state = ?1', status],
    atDestination('link JOIN destination ON destination.id = link.destination WHERE link.employee = employee.id AND destination.deleted_at IS NULL', destination),
    ['seq < ?1', after]
  ])
  const { rows } = await db.query<ShownEmployeeRow>(`
    SELECT ${COLUMNS} FROM employee WHERE tenant = $1 AND merged_into IS NULL ${conditions} ORDER BY seq DESC LIMIT $2`, values)
  return rows
}

export async function findEmployeeRows (db: Db, tenant: string, ids: string[]): Promise<ShownEmployeeRow[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<ShownEmployeeRow>(`
    SELECT ${COLUMNS} FROM employee WHERE tenant = $1 AND merged_into IS NULL AND id = ANY ($2) ORDER BY seq DESC`, [tenant, ids])
  return rows
}

export type PersonRow = Omit<ShownEmployeeRow, 'seq' | 'sealed'> & { merged_from: string[] }

/** One employee by any id they have had. */
export async function findPerson (db: Db, tenant: string, id: string): Promise<PersonRow | undefined> {
  const { rows } = await db.query<PersonRow>(`
    SELECT kept.id, kept.state, kept.changes_at, kept.created_at, ARRAY(SELECT id FROM employee WHERE merged_into = kept.id ORDER BY seq) AS merged_from
    FROM employee AS asked JOIN employee AS kept ON kept.id = coalesce(asked.merged_into, asked.id)
    WHERE asked.tenant = $1 AND asked.id = $2`, [tenant, id])
  return rows[0]
}

export interface ShownLinkRow {
  id: string
  /** Name. */
  destination: string
  known: string
  remote_id: string | null
  due_at: Instant | null
  settled_at: Instant | null
  failure: string | null
}

/** A person at every destination that there is. */
export async function findShownLinks (db: Db, employee: string): Promise<ShownLinkRow[]> {
  const { rows } = await db.query<ShownLinkRow>(`
    SELECT link.id, destination.name AS destination, known, remote_id, due_at, settled_at, failure
    FROM link JOIN destination ON destination.id = link.destination
    WHERE employee = $1 AND deleted_at IS NULL ORDER BY destination.name`, [employee])
  return rows
}
