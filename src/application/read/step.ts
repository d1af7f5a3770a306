import type { Instant } from '../../domain/calendar.ts'
import { traceOf } from '../../domain/errors.ts'
import { ReadFailure, type Cursor, type Page, type SourceIo } from '../../domain/reading.ts'
import { inTransaction, type Db } from '../../postgres/db.ts'
import { takeReader } from '../../postgres/reading/readers.ts'
import { advanceRun, followCursor, lockRun, setAside, type RunRow } from '../../postgres/reading/runs.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { ReadingOptions } from '../../domain/source.ts'
import { stableJson } from '../receive/stable-json.ts'
import { notice, type Ending } from './notice.ts'
import type { OpenIo } from './io.ts'
import type { Reading } from './reading.ts'
import { storeRows } from './store.ts'

export const LEASE_MS = 30_000
const LONGEST_RUN_MS = 24 * 3_600_000

/** Somebody else reads from this source now: nothing of this step was kept. */
export class NotOurs extends Error {}

/** An ending as it waits for the end of its run. */
export type KeptEnding = Pick<Ending, 'row' | 'transferred'> & { seen: { digest: string, person: string | null, open: boolean, sealed: string } }

/** Reads one page of a run and keeps it together with the place to go on from: whoever is killed here goes on with this page. */
export async function step (needs: Reading, source: OpenSource, keys: Keys, run: RunRow & { began_at: number }, { io, unsaid }: OpenIo): Promise<void> {
  const { most_pages: most = 20_000 } = source.options as ReadingOptions
  if (run.pages >= most) throw new ReadFailure('endless', `More than ${most} pages: raise most_pages if there really are so many people.`)
  if (needs.now() - run.began_at > LONGEST_RUN_MS) throw new ReadFailure('endless', 'The run began more than a day ago: what its first pages said may not hold any more. Start another one.')
  const cursor = run.cursor === null ? undefined : keys.open<Cursor>(run.cursor)
  // What is read counts from now: a look that was made since the run began is older than this page.
  const at = needs.now()
  const page = await pageOf(needs, source, io, run, cursor)
  await inTransaction(needs.pool, async (tx) => {
    await fenceRun(tx, needs, source, run)
    if (page.next !== undefined && !await followCursor(tx, run.seq, keys.hash(`cursor:${stableJson(page.next)}`))) {
      throw new ReadFailure('endless', 'A page names a next page that was read already.')
    }
    const noticed = await notice(tx, source, keys, io.zone, run, page.rows, at)
    const by = { run }
    await storeRows(tx, needs, source, keys, noticed.rows, at, by)
    await storeRows(tx, needs, source, keys, noticed.unclear.map(({ row }) => row), at, by, true)
    await setAside(tx, run.seq, noticed.endings.map((ending) => ({ key: ending.seen.key, sealed: keys.seal(keptOf(ending, at)) })))
    await advanceRun(tx, run.seq, {
      cursor: page.next === undefined ? null : keys.seal(page.next),
      read: page.rows.length,
      total: page.total ?? null,
      changed: noticed.rows.length,
      unclear: noticed.unclear.length,
      leftOut: noticed.leftOut,
      endings: noticed.endings.length,
      calls: unsaid()
    })
  })
  needs.wakeInterpreter()
}

/** Keeps the source for this process as long as its transaction is going to be the last word. */
export async function fence (tx: Db, { owner }: Reading, { id }: OpenSource): Promise<void> {
  if (!await takeReader(tx, id, owner, LEASE_MS)) throw new NotOurs()
}

/** The same, of a run that its owner has neither stopped nor given other settings. */
export async function fenceRun (tx: Db, needs: Reading, source: OpenSource, { seq }: RunRow): Promise<void> {
  await fence(tx, needs, source)
  const run = await lockRun(tx, seq)
  if (run === undefined) throw new NotOurs()
  if (run === 'changed') throw new ReadFailure('not_configured', 'Settings or options were changed while it ran: start another run, which reads everybody as they say now.')
}

async function pageOf (needs: Reading, { definition: { reads } }: OpenSource, io: SourceIo, { what, since }: RunRow, cursor: Cursor | undefined): Promise<Page> {
  if (what === 'changes' && since !== null && reads?.changes !== undefined) return await understood(needs, () => reads.changes!(io, since, cursor))
  if (what === 'changes' && reads?.queue !== undefined) return { rows: [] }
  if (reads?.everybody === undefined) throw new ReadFailure('not_configured', 'This kind of source cannot be read by runs.')
  return await understood(needs, () => reads.everybody!(io, cursor))
}

/** An adapter that stumbles over an answer has not understood it: nothing is taken from it. */
export async function understood<T> ({ log }: Reading, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ReadFailure) throw error
    log.error(traceOf(error), 'an answer of an HR system was not understood')
    throw new ReadFailure('unreadable', 'What it answered could not be understood.')
  }
}

const keptOf = ({ row, transferred, seen: { digest, person, open, sealed } }: Ending, at: Instant): KeptEnding =>
  ({ row: { ...row, at }, transferred, seen: { digest: digest!.toString('hex'), person: person?.toString('hex') ?? null, open, sealed: sealed.toString('base64') } })
