import type pg from 'pg'
import type { Instant } from '../../domain/calendar.ts'
import { inTransaction } from '../../postgres/db.ts'
import { unlessDeadlocked } from '../../postgres/deadlock.ts'
import { eraseSome, eraseTenant, lockForgotten, setForgotten } from '../../postgres/forget-tenant.ts'
import type { Vault } from '../../postgres/vault.ts'
import { noTenant } from '../configure/refusals.ts'

/** Rows of a kind in one transaction. */
const AT_ONCE = 1000

/**
 * Forgets a tenant: from this commit on nobody can open anything of it, in any process, and nothing is called for it any
 * more. Its rows go in the background. Safe to repeat.
 */
export async function forgetTenant ({ pool, vault, now }: { pool: pg.Pool, vault: Vault, now: () => Instant }, tenant: string): Promise<void> {
  const forgotten = await unlessDeadlocked(() => inTransaction(pool, async (tx) => {
    const found = await setForgotten(tx, tenant, now())
    if (found) await vault.dropKeys(tx, tenant)
    return found
  }))
  vault.forget(tenant)
  if (!forgotten) throw noTenant()
}

/**
 * Deletes some rows of tenants that were forgotten, in a transaction of its own; the tenant itself last, when nobody can be
 * writing for it any more. Whoever is killed has deleted a batch or has not. Answers how many rows.
 */
export async function eraseForgotten ({ pool }: { pool: pg.Pool }): Promise<number> {
  return await inTransaction(pool, async (tx) => {
    const tenant = await lockForgotten(tx)
    if (tenant === undefined) return 0
    const erased = await eraseSome(tx, tenant.id, AT_ONCE)
    if (erased === 0 && tenant.quiet) {
      await eraseTenant(tx, tenant.id)
      return 1
    }
    return erased
  })
}
