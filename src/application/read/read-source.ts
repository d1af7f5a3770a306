import { passes, type ReadFailure } from '../../domain/reading.ts'
import { inTransaction } from '../../postgres/db.ts'
import { beginRun, endRun, findRunDue, findTries, postponeRun, type RunRow } from '../../postgres/reading/runs.ts'
import { releaseReader, takeReader } from '../../postgres/reading/readers.ts'
import { findTenant } from '../../postgres/tenants.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import { tenantOf } from '../configure/tenants.ts'
import { failureOf } from './failure.ts'
import { finish } from './finish.ts'
import { openIo, type OpenIo } from './io.ts'
import { lookUp } from './look.ts'
import { MOST, takeQueue } from './queue.ts'
import type { ReadControl, Reading } from './reading.ts'
import { fence, LEASE_MS, NotOurs, step } from './step.ts'

const RENEW_MS = 10_000
/** A run that cannot go on is tried again so often, ever later, before it is given up. */
const MOST_TRIES = 8
const FIRST_DELAY_MS = 5000
const LONGEST_DELAY_MS = 600_000

/**
 * Reads what is due from one source: people whom thin messages are about first, then the run under way, page by page, until
 * nothing is due or it is told not to go on. One process at a time does it.
 */
export async function readSource (needs: Reading, id: string, { mayGoOn }: ReadControl): Promise<void> {
  const { pool, vault, owner } = needs
  if (!await takeReader(pool, id, owner, LEASE_MS)) return
  let ours = true
  const renewing = needs.every(RENEW_MS, async () => { ours &&= await takeReader(pool, id, owner, LEASE_MS) })
  const goOn = () => ours && mayGoOn()
  try {
    const source = await needs.openSource(id)
    if (source?.definition.reads === undefined) return
    const keys = await vault.keysOf(pool, source.tenant)
    const { settings: { time_zone: zone } } = tenantOf((await findTenant(pool, source.tenant))!, keys)
    for (let more = true; more && goOn();) {
      more = await lookUp(needs, source, keys, zone, goOn) > 0
      const run = await findRunDue(pool, id)
      if (run !== undefined && goOn()) more = await goOnWith(needs, source, keys, zone, run, goOn) || more
    }
  } catch (error) {
    if (!(error instanceof NotOurs)) throw error
  } finally {
    await renewing()
    await releaseReader(pool, id, owner)
  }
}

/** As many pages of a run as there is time for; whom messages ask about meanwhile does not wait for its end. False: it cannot go on now. */
async function goOnWith (needs: Reading, source: OpenSource, keys: Keys, zone: string, run: RunRow, mayGoOn: () => boolean): Promise<boolean> {
  const began = run.began_at ?? needs.now()
  if (run.began_at === null) await beginRun(needs.pool, run.seq, began)
  const open = openIo(needs, source, began, zone)
  try {
    if (run.pages === 0 && !run.all_read) while (await takeQueue(needs, source, keys, zone, mayGoOn) === MOST && mayGoOn()) await lookUp(needs, source, keys, zone, mayGoOn)
    let now: RunRow | undefined = run
    while (now !== undefined && !now.all_read && mayGoOn()) {
      await step(needs, source, keys, { ...now, began_at: began }, open)
      await lookUp(needs, source, keys, zone, mayGoOn)
      now = await findRunDue(needs.pool, source.id)
    }
    if (now?.all_read === true) await finish(needs, source, keys, { ...now, began_at: began }, open)
    return true
  } catch (error) {
    await setBack(needs, source, run, failureOf(needs, error), open)
    return false
  } finally {
    open.close()
  }
}

/** It could not go on: later, from where it was, or not at all. */
async function setBack (needs: Reading, source: OpenSource, { seq, id }: RunRow, failure: ReadFailure, { unsaid }: OpenIo): Promise<void> {
  const error = { code: failure.code, detail: failure.detail }
  const facts = { run: id, source: source.id, tenant: source.tenant, ...error }
  await inTransaction(needs.pool, async (tx) => {
    await fence(tx, needs, source)
    const tries = await findTries(tx, seq)
    if (!passes(failure) || tries + 1 >= MOST_TRIES) return await endRun(tx, seq, 'failed', needs.now(), { error })
    const ladder = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries) * (0.5 + needs.random() / 2)
    await postponeRun(tx, seq, Math.max(ladder, (failure.notBefore ?? 0) - needs.now()), unsaid(), error)
  })
  needs.log.warn(facts, 'a run could not go on')
}
