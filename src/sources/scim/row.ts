import type { RowReading, Told } from '../../domain/reading.ts'
import { rowFrom, toldAs, type Defaults } from '../mapping/row.ts'
import { isObject } from '../json.ts'
import { derivedFrom } from './derived.ts'
import { ScimError } from './errors.ts'
import { DEFAULTS } from './fields.ts'
import type { Json } from './paths.ts'
import { isActive, userFrom } from './resource.ts'
import { flattened } from './record.ts'
import type { Options } from './settings.ts'

/** What a message keeps of a user: as they are now and as they were before, so that what was taken away is seen. */
export interface KeptRecord {
  user: Json
  previous?: Json
  everActive: boolean
  deleted?: true
  /** Another user of the same contract is active. */
  goesOn?: true
}

/** Told as the wording of every ending that only a switch said, so that a second switch says nothing new. */
const DEACTIVATED = 'deactivated'

/** What a user says of an employee. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  const kept = keptIn(record)
  if (kept === undefined) return { kind: 'unclear', reason: 'It is no user of SCIM: an object with a userName.' }
  const { user, previous, everActive, deleted, goesOn } = kept
  const isGone = deleted === true || !isActive(user)
  if (isGone && !everActive && options.created_inactive !== 'leaver') {
    return { kind: 'ignored', reason: 'The user has never been active: kept, and nothing of it is forwarded until it is.' }
  }
  if (isGone && goesOn === true) return { kind: 'ignored', reason: 'Another user of the same contract is active: nobody has left.' }
  const { flat, defaults, mapped } = readable(user, previous, options)
  if (!isGone) return withLeave(await rowFrom(flat, defaults, mapped))
  return options.inactive_means === 'leave' && deleted !== true
    ? { kind: 'row', told: await toldAs('away', flat, defaults, mapped) }
    : { kind: 'row', told: await endedIn(flat, defaults, mapped) }
}

/** What a user says while nothing is said of their standing. */
export async function saidBy (user: Json, options: Options): Promise<Told> {
  const { flat, defaults, mapped } = readable(user, undefined, options)
  return await toldAs('active', flat, defaults, mapped)
}

function readable (user: Json, previous: Json | undefined, options: Options) {
  const { flat, defaults, mapping } = flattened(derivedFrom(user, options), previous && derivedFrom(previous, options), DEFAULTS, options)
  return { flat, defaults, mapped: { ...options, mapping } }
}

/** A user as a message keeps them, or as a sample for a preview has them: then as if they had been active before. */
function keptIn (record: unknown): KeptRecord | undefined {
  if (!isObject(record)) return undefined
  if (isObject(record.user) && typeof record.everActive === 'boolean') return record as unknown as KeptRecord
  try {
    return { user: userFrom(record), everActive: true }
  } catch (error) {
    if (error instanceof ScimError) return undefined
    throw error
  }
}

/** Whoever is active and says when they are away is away on those days. */
const withLeave = (reading: RowReading): RowReading =>
  reading.kind === 'row' && reading.told.standing === 'active' && reading.told.leave?.from !== undefined ? { kind: 'row', told: { ...reading.told, standing: 'away' } } : reading

/** A date and a reason that were told win; the day is otherwise the one on which it was heard, and the reason is asked unless the owner has said it. */
async function endedIn (flat: Json, defaults: Defaults, options: Options): Promise<Told> {
  const { termination = {}, ...told } = await toldAs('ended', flat, defaults, options)
  const reason = termination.reason ?? (options.inactive_means === 'termination' && termination.source_reason === undefined ? 'not_applicable' : undefined)
  return { ...told, termination: { source_reason: DEACTIVATED, ...termination, ...(reason !== undefined && { reason }), onSight: true } }
}
