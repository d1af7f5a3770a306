import { dateIn } from '../../domain/calendar.ts'
import { ReadFailure } from '../../domain/reading.ts'
import type { ReadingOptions } from '../../domain/source.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { setReadUntil } from '../../postgres/reading/readers.ts'
import { endRun, findSetAside, type RunRow } from '../../postgres/reading/runs.ts'
import { countMissing, findMissing, findOpenElsewhere, hasListed, saveSightings } from '../../postgres/reading/sightings.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { GoneRow } from '../interpret/rows.ts'
import type { OpenIo } from './io.ts'
import { notice, type Ending, type Kept } from './notice.ts'
import type { Reading } from './reading.ts'
import { fenceRun, understood, type KeptEnding } from './step.ts'
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
  if (isFull && run.read === 0 && await hasListed(needs.pool, source.id)) {
    throw new ReadFailure('short', 'Nobody was listed, where there were people before: that is taken for a lost permission, and nobody for a leaver.')
  }
  const left = isFull ? await leaversAmong(needs, source, keys, open, run) : []
  const { zone } = open.io
  const by = { run }
  await inTransaction(needs.pool, async (tx) => {
    await fenceRun(tx, needs, source, run)
    let endings = 0
    // A rest of one is a part of its load: alone it would go before the others.
    const tell = async (some: Ending[], gone: GoneRow[] = []): Promise<void> => {
      const told = await tellable(tx, source, run, some)
      await storeRows(tx, needs, source, keys, [...told.map(({ row }) => row), ...gone], run.began_at, by, false, endings > 0)
      await saveSightings(tx, source.id, run.seq, isFull, told.map(({ seen }) => seen))
      endings += told.length + gone.length
    }
    for (let after: Buffer | null = null; ;) {
      const some = await findSetAside(tx, run.seq, after, AT_ONCE)
      if (some.length === 0) break
      await tell(some.map(({ key, sealed }) => endingFrom(key, keys.open<KeptEnding>(sealed))))
      after = some.at(-1)!.key
    }
    const vanished = isFull ? await countMissing(tx, source.id, run.seq, run.began_at) : 0
    const confirmed = await notice(tx, source, keys, zone, run, left, run.began_at)
    await storeRows(tx, needs, source, keys, confirmed.rows, run.began_at, by)
    await storeRows(tx, needs, source, keys, confirmed.unclear.map(({ row }) => row), run.began_at, by, true)
    await tell(confirmed.endings, isFull ? await goneFor(tx, needs, source, keys, run, zone, new Set(left.map(({ id }) => id))) : [])
    await setReadUntil(tx, source.id, run.began_at, isFull)
    await endRun(tx, run.seq, 'complete', needs.now(), { vanished, endings })
  })
  needs.wakeInterpreter()
}

/** Endings told at once: one message, and as much as is held in memory. */
const AT_ONCE = 500

/** A contract that goes on under another id ends only when that other one is there: until then nobody has left. */
async function tellable (tx: Db, source: OpenSource, run: RunRow, endings: Ending[]): Promise<Ending[]> {
  const people = endings.flatMap(({ transferred, seen: { person } }) => transferred && person !== null ? [person] : [])
  const elsewhere = people.length === 0 ? new Set<string>() : await findOpenElsewhere(tx, source.id, people, run.seq)
  return endings.filter(({ transferred, seen: { person } }) => !transferred || (person !== null && elsewhere.has(person.toString('hex'))))
}

const endingFrom = (key: Buffer, { row, transferred, seen: { digest, person, open, sealed } }: KeptEnding): Ending =>
  ({ row, transferred, seen: { key, digest: Buffer.from(digest, 'hex'), person: person === null ? null : Buffer.from(person, 'hex'), open, sealed: Buffer.from(sealed, 'base64') } })

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
  await saveSightings(tx, source.id, run.seq, true, missing.map(({ id, before, sighting: { key } }) =>
    ({ key, digest: null, person: null, open: false, sealed: keys.seal({ id, before: { ...before, ending: true } } satisfies Kept) })))
  return missing
    .filter(({ id, before }) => before.ending !== true && !told.has(id))
    .map(({ id, sighting }) => ({ id, gone: { date: dateIn(zone, sighting.missing_since ?? now()) } }))
}
