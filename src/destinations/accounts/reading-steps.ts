import type { Call, Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import type { Register } from '../../domain/view/registers.ts'

const reading = (kind: string, calls: Call[], registers: Register[] = []): Step => ({ kind, effect: 'reads', registers, brakes: [], calls, changes: [] })

/** Who is this there? */
export const look = (registers: Register[]): Step => reading('look', [], registers)
/** Somebody said that this account is the person's. */
export const adopt = (remoteId: string, registers: Register[]): Step => ({ ...reading('adopt', [], registers), changes: [{ field: 'remote_id', from: undefined, to: remoteId }] })
/** What stands there now? */
export const read = (_known: KnownAccount, registers: Register[] = []): Step => reading('read', [], registers)
export const lists = (registers: Register[], calls: Call[] = []): Step => reading('lists', calls, registers)
