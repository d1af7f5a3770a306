import { dateIn } from '../../domain/calendar.ts'
import { ReadFailure } from '../../domain/reading.ts'
import type { ReadingOptions } from '../../domain/source.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { setReadUntil } from '../../postgres/reading/readers.ts'
import { endRun, findSetAside, type RunRow } from '../../postgres/reading/runs.ts'
import { countMissing, findMissing, findOpenElsewhere, saveSightings, type Seen } from '../../postgres/reading/sightings.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { GoneRow, KeptRow, RecordRow } from '../interpret/rows.ts'
import type { OpenIo } from './io.ts'
import { notice, type Kept } from './notice.ts'
import type { Reading } from './reading.ts'
import { fence, understood, type KeptEnding } from './step.ts'
import { storeRows } from './store.ts'

/**
 * The end of a run that read all its pages. If nothing is missing from it, the endings that it saw are told, as one load that the
 * brake judges as a whole, and whoever was not seen is counted as missing once more.
 */
export async function finish (needs: Reading, source: OpenSource, keys: Keys, run: RunRow & { began_at: number }, open: OpenIo): Promise<void> {
  if (run.total !== null && run.read < run.total) {
    throw new ReadFailure('short', `${run.read} of ${run.total} people were read: nobody is taken to have left by this run.`)
  }
  const isFull = run.what === 'everybody'
  const left = isFull ? await leaversAmong(needs, source, keys, open, run) : []
  await inTransaction(needs.pool, async (tx) => {
    await fence(tx, needs, source)
    const endings = (await findSetAside(tx, run.seq)).map(({ key, sealed }) => ({ key, ...keys.open<KeptEnding>(sealed) }))
    const told = await tellable(tx, source, endings)
    const vanished = isFull ? await countMissing(tx, source.id, run.seq, run.began_at) : 0
    const confirmed = await notice(tx, source, keys, open.io.zone, run.seq, left, run.began_at)
    const gone = isFull ? await goneFor(tx, needs, source, keys, run, open.io.zone, new Set(left.map(({ id }) => id))) : []
    const rows: KeptRow[] = [...told.map(({ row }) => row), ...confirmed.endings.map(({ row }): RecordRow => row), ...gone]
    await storeRows(tx, needs, source, keys, rows, run.began_at, { run })
    await saveSightings(tx, source.id, run.seq, [...told.map(seenOf), ...confirmed.endings.map(({ seen }) => seen)])
    await setReadUntil(tx, source.id, run.began_at, isFull)
    await endRun(tx, run.seq, 'complete', needs.now(), { vanished, endings: rows.length })
  })
  needs.wakeInterpreter()
}

/** A contract that goes on under another id ends only when that other one is there: until then nobody has left. */
async function tellable (tx: Db, source: OpenSource, endings: (KeptEnding & { key: Buffer })[]): Promise<(KeptEnding & { key: Buffer })[]> {
  const moved = endings.filter(({ transferred }) => transferred)
  const people = moved.flatMap(({ seen: { person } }) => person === null ? [] : [Buffer.from(person, 'hex')])
  const elsewhere = people.length === 0 ? new Set() : await findOpenElsewhere(tx, source.id, people, moved.map(({ key }) => key))
  return endings.filter(({ transferred, seen: { person } }) => !transferred || elsewhere.has(person ?? ''))
}

const seenOf = ({ key, seen: { digest, person, open, sealed } }: KeptEnding & { key: Buffer }): Seen =>
  ({ key, digest: Buffer.from(digest, 'hex'), person: person === null ? null : Buffer.from(person, 'hex'), open, sealed: Buffer.from(sealed, 'base64') })

/** Of those who are about to be believed gone, the rows of those whom the system itself calls leavers. */
async function leaversAmong (needs: Reading, source: OpenSource, keys: Keys, { io }: OpenIo, run: RunRow) {
  const { leavers } = source.definition.reads!
  if (leavers === undefined || !hasLeavers(source)) return []
  const { confirm_vanished: times = 2 } = source.options as ReadingOptions
  const missing = (await findMissing(needs.pool, source.id, run.seq, times - 1)).map(({ sealed }) => keys.open<Kept>(sealed).id)
  if (missing.length === 0) return []
  const wanted = new Set(missing)
  return (await understood(needs, () => leavers(io, missing))).filter(({ id }) => wanted.has(id))
}

const hasLeavers = ({ definition: { reads }, settings, options }: OpenSource): boolean =>
  reads!.leavers !== undefined && (reads!.hasLeavers?.(settings, options) ?? true)

/** Whoever was missing often enough. Where the system has a list of leavers, that list alone says who has left. */
async function goneFor (tx: Db, { now }: Reading, source: OpenSource, keys: Keys, run: RunRow, zone: string, told: Set<string>): Promise<GoneRow[]> {
  const { confirm_vanished: times = 2, vanished = 'end' } = source.options as ReadingOptions
  if (vanished === 'ignore' || hasLeavers(source)) return []
  const missing = (await findMissing(tx, source.id, null, times)).map((sighting) => ({ sighting, ...keys.open<Kept>(sighting.sealed) }))
  // Told as gone: when somebody is seen again, their whole row is told, and takes that back.
  await saveSightings(tx, source.id, run.seq, missing.map(({ id, before, sighting: { key } }) =>
    ({ key, digest: null, person: null, open: false, sealed: keys.seal({ id, before: { ...before, ending: true } } satisfies Kept) })))
  return missing
    .filter(({ id, before }) => before.ending !== true && !told.has(id))
    .map(({ id, sighting }) => ({ id, gone: { date: dateIn(zone, sighting.missing_since ?? now()) } }))
}
