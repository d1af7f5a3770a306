import { Refusal } from '../../domain/errors.ts'
import type { Fault } from '../../domain/faults.ts'
import type { Db } from '../../postgres/db.ts'
import { lockTenant } from '../../postgres/tenants.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** Names stand in URLs and in logs: short, without accents or spaces. */
export function requireName (pointer: string, name: string): void {
  if (!NAME.test(name)) refuse([{ pointer, code: 'invalid_name' }])
}

/** Does nothing when nothing is wrong. */
export function refuse (faults: Fault[]): void {
  if (faults.length > 0) throw invalid(faults)
}

export const invalid = (faults: Fault[]) => new Refusal('invalid', 'The configuration has errors; nothing was changed.', faults)

export const noTenant = () => new Refusal('not_found', 'There is no such tenant. PUT /v1/tenants/{tenant} makes it.')
export const noSource = () => new Refusal('not_found', 'There is no source of this name.')
export const noDestination = () => new Refusal('not_found', 'There is no destination of this name.')

/** Whoever configures something of a tenant does it alone until the transaction ends. */
export async function lockedTenant (tx: Db, id: string): Promise<void> {
  if (await lockTenant(tx, id) === undefined) throw noTenant()
}

/** A body may only name a kind that there is. */
export function requireKind (kinds: Readonly<Record<string, unknown>>, kind: string): void {
  if (Object.hasOwn(kinds, kind)) return
  refuse([{ pointer: '/kind', code: 'not_allowed', params: { allowed: Object.keys(kinds).sort().join(', ') } }])
}

/** Everything kept under a name was made for its kind. */
export function requireSameKind (existing: { kind: string } | undefined, kind: string): void {
  if (existing === undefined || existing.kind === kind) return
  throw new Refusal('conflict', `This name is a ${existing.kind} and stays one. Use another name, or delete it first.`)
}
