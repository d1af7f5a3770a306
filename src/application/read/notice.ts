import { setImmediate as nextRound } from 'node:timers/promises'
import { dateIn, type Instant } from '../../domain/calendar.ts'
import { afterwards, endsWith, type Before, type Told, type VendorRow } from '../../domain/reading.ts'
import type { ReadingOptions } from '../../domain/source.ts'
import type { Db } from '../../postgres/db.ts'
import { dropAside } from '../../postgres/reading/runs.ts'
import { findSightings, saveSightings, touchSightings, type Seen, type Sighting } from '../../postgres/reading/sightings.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { RecordRow } from '../interpret/rows.ts'
import { stableJson } from '../receive/stable-json.ts'

/** What is kept, sealed, of how somebody was seen. */
export interface Kept { id: string, before: Before }

/** What a page of rows says that is new, and what it does not. */
export interface Noticed {
  /** New or different, and nobody's ending. */
  rows: RecordRow[]
  /** Contracts that end. */
  endings: Ending[]
  unclear: { row: RecordRow, reason: string }[]
  leftOut: number
}

export interface Ending { row: RecordRow, seen: Seen, transferred: boolean }

/** Rows between which others have a moment: a mapping may have expressions. */
const AT_ONCE = 20

/** The key under which a source's own id is remembered. */
export const keyOf = (keys: Keys, source: string, id: string): Buffer => keys.hash(`sighting:${source}:${id}`)

/**
 * Compares rows with how the same people were seen before, and remembers how they are now. Endings are remembered by whoever
 * tells them. `run`: the run that saw them; null: a look at single people, who are taken over whatever the run would leave out.
 */
export async function notice (tx: Db, source: OpenSource, keys: Keys, zone: string, run: { seq: number, what: string } | null, rows: VendorRow[], at: Instant): Promise<Noticed> {
  const options = source.options as ReadingOptions
  const reads = source.definition.reads!
  // An id that comes twice is one person: what came last counts.
  const byId = new Map(rows.map((row) => [row.id, row]))
  const known = await findSightings(tx, source.id, [...byId.keys()].map((id) => keyOf(keys, source.id, id)))
  const noticed: Noticed = { rows: [], endings: [], unclear: [], leftOut: 0 }
  const seen: Seen[] = []
  const same: Buffer[] = []
  const notEnding: Buffer[] = []
  let steps = 0
  for (const { id, record } of byId.values()) {
    const key = keyOf(keys, source.id, id)
    const sighting = known.get(key.toString('hex'))
    const before = sighting === undefined ? {} : keys.open<Kept>(sighting.sealed).before
    if (++steps % AT_ONCE === 0) await nextRound()
    const reading = await reads.row(record, source.options)
    if (reading.kind !== 'row' || !endsWith(reading.told)) notEnding.push(key)
    const digest = keys.hash(stableJson(reading.kind === 'row' ? reading.told : [reading.kind, reading.kind === 'unclear' ? record : null]))
    const row = { id, record, before }
    if (sighting?.digest != null && sighting.digest.equals(digest)) {
      same.push(key)
      continue
    }
    if (reading.kind === 'ignored' || (reading.kind === 'row' && run !== null && isLeftOut(reading.told, isOpen(reading.told, at, zone), sighting, options))) {
      noticed.leftOut += 1
      if (sighting !== undefined) same.push(key)
      continue
    }
    if (reading.kind === 'unclear') {
      noticed.unclear.push({ row, reason: reading.reason })
      // Whoever was never told of cannot be told as gone.
      seen.push({ key, digest, person: null, open: sighting?.open ?? false, sealed: keys.seal({ id, before } satisfies Kept) })
      continue
    }
    const { told } = reading
    const now: Seen = { key, digest, person: personOf(keys, source.id, told), open: isOpen(told, at, zone), sealed: keys.seal({ id, before: afterwards(told, before, at, zone) } satisfies Kept) }
    if (endsWith(told)) {
      // Whoever is to leave on a day to come is told of now, as they are today.
      if (now.open && told.standing !== 'transferred') noticed.rows.push({ ...row, withoutEnding: true })
      noticed.endings.push({ row, seen: now, transferred: told.standing === 'transferred' })
      // It is there, but what it says is not told yet.
      seen.push({ ...now, digest: sighting?.digest ?? null, open: sighting?.open ?? now.open, sealed: sighting?.sealed ?? keys.seal({ id, before: {} } satisfies Kept) })
    } else {
      noticed.rows.push(row)
      seen.push(now)
    }
  }
  const listed = run?.what === 'everybody'
  await dropAside(tx, source.id, notEnding)
  await saveSightings(tx, source.id, run?.seq ?? null, listed, seen)
  await touchSightings(tx, source.id, run?.seq ?? null, listed, same)
  return noticed
}

const isOpen = (told: Told, at: Instant, zone: string): boolean =>
  !endsWith(told) || (told.termination?.date !== undefined && told.standing !== 'ended' && told.termination.date >= dateIn(zone, at))

/** Of people never seen here, those whom the owner does not want. */
function isLeftOut ({ standing }: Told, open: boolean, sighting: Sighting | undefined, { people = 'all' }: ReadingOptions): boolean {
  if (sighting !== undefined || people === 'all') return false
  return !open || standing === 'transferred' || (standing === 'onboarding' && people === 'active')
}

function personOf (keys: Keys, source: string, { body }: Told): Buffer | null {
  const cpf = typeof body.cpf === 'string' ? body.cpf.replace(/\D/g, '') : ''
  return cpf === '' ? null : keys.hash(`person:${source}:${cpf}`)
}
