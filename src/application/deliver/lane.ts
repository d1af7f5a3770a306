import type { CommonOptions } from '../../domain/destination.ts'
import { traceOf } from '../../domain/errors.ts'
import { retryDelay } from '../../domain/retry.ts'
import { inTransaction } from '../../postgres/db.ts'
import { leaseDueLinks, postponeLink, type LinkRow } from '../../postgres/record/links.ts'
import { openDestination } from '../configure/open-destination.ts'
import { loadTenant } from '../configure/tenants.ts'
import { deliver } from './deliver.ts'
import { LEASE_MS, type Delivering, type Lane } from './delivering.ts'

/** A destination opened for delivery; undefined when it, or its tenant, is gone. */
export async function openLane ({ pool, vault, adapters }: Pick<Delivering, 'pool' | 'vault' | 'adapters'>, id: string): Promise<Lane | undefined> {
  const opened = await openDestination({ vault, kinds: adapters }, pool, id)
  const tenant = opened && await loadTenant(pool, vault, opened.row.tenant)
  if (opened === undefined || tenant === undefined) return undefined
  return {
    id,
    name: opened.row.name,
    tenant: tenant.id,
    settings: tenant.settings,
    keys: await vault.keysOf(pool, tenant.id),
    adapter: opened.adapter,
    options: opened.options as unknown as CommonOptions,
    credentials: opened.credentials,
    baseUrl: opened.baseUrl
  }
}

/** A link takes a few calls: more links than the rate limit serves within half a lease would only lose theirs. */
const mostAtOnce = ({ options }: Lane): number => Math.max(1, Math.floor(options.requests_per_second * LEASE_MS / 2000 / 4))

/** Leases what is due at a destination, as many as may be called at once, and brings them up to date. Answers how many. */
export async function laneRound (needs: Delivering, id: string): Promise<number> {
  const lane = await openLane(needs, id)
  if (lane === undefined) return 0
  const links = await inTransaction(needs.pool, (tx) => leaseDueLinks(tx, id, lane.options.concurrency, mostAtOnce(lane), LEASE_MS, needs.now()))
  await Promise.all(links.map((link) => deliverSafely(needs, lane, link)))
  return links.length
}

/**
 * Our own fault with one link stops nobody else: it is logged and shown, and comes back later and later. The lease is left to
 * run out, so that whoever takes the link then knows that a write may have been under way.
 */
async function deliverSafely (needs: Delivering, lane: Lane, link: LinkRow): Promise<void> {
  try {
    await deliver(needs, lane, link)
  } catch (error) {
    const { pool, log, now, random } = needs
    log.error({ link: link.id, destination: lane.id, ...traceOf(error), alert: 'internal' }, 'a link could not be delivered')
    await postponeLink(pool, link, now() + 1000 + retryDelay(link.tries, random()), now()).catch(() => {})   // the database is away: the lease ends by itself
  }
}
