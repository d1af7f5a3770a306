import { labelKey } from '../../domain/text.ts'
import type { Catalogue } from '../../domain/destination.ts'
import type { Db } from '../db.ts'

const READ_MARK = '*read'

/** A destination's catalogue as a value, for a pure plan. */
export async function loadCatalogue (db: Db, destination: string): Promise<Catalogue> {
  const { rows } = await db.query<{ list: string, key: string, label: string, remote_id: string | null }>(
    'SELECT list, key, label, remote_id FROM catalogue WHERE destination = $1', [destination])
  const entries = new Map(rows.map((row) => [`${row.list}\n${row.key}`, { label: row.label, ...(row.remote_id !== null && { remoteId: row.remote_id }) }]))
  const read = rows.find(({ list }) => list === READ_MARK)
  const inList = (wanted: string) => rows.filter(({ list }) => list === wanted).flatMap(({ list, key }) => entries.get(`${list}\n${key}`) ?? [])
  return { find: (list, label) => entries.get(`${list}\n${labelKey(label)}`), entries: inList, readAt: read === undefined ? undefined : Number(read.label) }
}

/** Adds entries; `readAt` marks that the destination's own list was read then. */
export async function addToCatalogue (db: Db, destination: string, list: string, entries: { label: string, remoteId?: string }[], readAt: number | undefined): Promise<void> {
  const all = [...new Map(entries.map((entry) => [labelKey(entry.label), entry])).entries()].map(([key, entry]) => ({ list, key, ...entry }))
  if (readAt !== undefined) all.push({ list: READ_MARK, key: '', label: String(readAt) })
  await db.query(`
    INSERT INTO catalogue (destination, list, key, label, remote_id) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
    ON CONFLICT (destination, list, key) DO UPDATE SET label = excluded.label, remote_id = coalesce(excluded.remote_id, catalogue.remote_id)`,
  [destination, all.map((each) => each.list), all.map(({ key }) => key), all.map(({ label }) => label), all.map(({ remoteId }) => remoteId ?? null)])
}
