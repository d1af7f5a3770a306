import { ReadFailure } from '../../domain/reading.ts'
import { retryDelay } from '../../domain/retry.ts'
import { inTransaction } from '../../postgres/db.ts'
import { endLook, findLooksDue, postponeLook, restLooks, type LookRow } from '../../postgres/reading/looks.ts'
import { saveSightings } from '../../postgres/reading/sightings.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import { openIo } from './io.ts'
import { notice } from './notice.ts'
import type { Reading } from './reading.ts'
import { failureOf } from './failure.ts'
import { fence, understood } from './step.ts'
import { storeRows } from './store.ts'

/** What fails one look so fails the next, and asking on would make it worse. */
const ALL_AT_ONCE: ReadonlySet<string> = new Set(['throttled', 'unavailable', 'unauthorized', 'forbidden'])

/** Looks that are taken at once before anything else may have its turn. */
const MOST_LOOKS = 50

/**
 * Looks up whom thin messages are about: each once, after the last message that asked for them. What is found counts from the
 * moment it was read. Answers how many were looked up.
 */
export async function lookUp (needs: Reading, source: OpenSource, keys: Keys, zone: string, mayGoOn: () => boolean): Promise<number> {
  let done = 0
  for (const look of await findLooksDue(needs.pool, source.id, MOST_LOOKS)) {
    if (!mayGoOn()) return done
    try {
      await lookAt(needs, source, keys, zone, look)
      done += 1
    } catch (error) {
      const failure = failureOf(needs, error)
      const later = Math.max(1000 + retryDelay(look.tries, needs.random()), (failure.notBefore ?? 0) - needs.now())
      await postponeLook(needs.pool, source.id, look, later, failure.code)
      needs.log.warn({ source: source.id, tenant: source.tenant, code: failure.code, detail: failure.detail, tries: look.tries + 1 }, 'somebody could not be looked up and will be')
      if (ALL_AT_ONCE.has(failure.code)) {
        await restLooks(needs.pool, source.id, later)
        return done
      }
    }
  }
  return done
}

async function lookAt (needs: Reading, source: OpenSource, keys: Keys, zone: string, look: LookRow): Promise<void> {
  const one = source.definition.reads?.one
  if (one === undefined) throw new ReadFailure('not_configured', 'This kind of source cannot look anybody up.')
  const at = needs.now()
  const { io, close } = openIo(needs, source, at, zone)
  const rows = await understood(needs, () => one(io, keys.open<string>(look.sealed))).finally(close)
  await inTransaction(needs.pool, async (tx) => {
    await fence(tx, needs, source)
    const { rows: fresh, endings, unclear } = await notice(tx, source, keys, zone, null, rows, at)
    // One person's look is complete in itself; a contract that goes on elsewhere is left to a run, which sees both.
    const ended = endings.filter(({ transferred }) => !transferred)
    await storeRows(tx, needs, source, keys, [...fresh.filter(({ withoutEnding }) => !withoutEnding), ...ended.map(({ row }) => row), ...unclear.map(({ row }) => row)], at, 'looked up', true)
    await saveSightings(tx, source.id, null, false, ended.map(({ seen }) => seen))
    await endLook(tx, source.id, look)
  })
  needs.wakeInterpreter()
}
