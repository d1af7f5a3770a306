import type { EventType } from '../../domain/event.ts'
import type { Fault } from '../../domain/faults.ts'
import type { ConflictReason } from '../../domain/identity.ts'
import type { HoldReason } from '../../domain/outcome.ts'
import type { Assigned } from './assign.ts'
import { claimsOf } from './holders.ts'
import type { Recording } from './recording.ts'
import { store, type Unassigned } from './unassigned.ts'

export interface HoldContent { why: ConflictReason | 'hire_without_date' | 'unusable', employees: string[], faults?: Fault[], draft?: { type: EventType, body: unknown } }

/** Stores an event with a question of its own. Whatever changes about its identifiers may answer it. */
export function hold (record: Recording, event: Unassigned, reason: HoldReason, content: HoldContent): Assigned {
  const { tenant, keys, book } = record
  const touches = [...claimsOf(keys, event.match ?? {}, event.source), ...claimsOf(keys, event.who, event.source)].flatMap(({ hash, part }) => part === null ? [hash] : [hash, part])
  const id = record.newId('hold')
  const cause = keys.hash(`${reason}:${touches.map((hash) => hash.toString('hex')).sort().join()}`).toString('hex')
  store(record, event, null, 'held', reason)
  book.addHold({ id, tenant, event: event.id, link: null, reason, cause, digest: keys.hash(`${reason}:${event.id}`).toString('hex'), sealed: keys.seal(content), touches })
  return { kind: 'held', hold: id }
}
