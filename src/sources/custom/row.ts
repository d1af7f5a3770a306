import type { RowReading } from '../../domain/reading.ts'
import { REASONS, WORKER_TYPES } from '../../domain/fields.ts'
import { isObject } from '../json.ts'
import { FIELDS } from '../mapping/fields.ts'
import type { Defaults } from '../mapping/row.ts'
import { stintFrom } from '../mapping/stint.ts'
import { dateReader } from './dates.ts'
import type { Options } from './options.ts'

/** On a record that the list of leavers holds. */
export const LEAVER = '_leaver'

const same = <T extends string>(words: readonly T[]): Record<string, T> => Object.fromEntries(words.map((word) => [word, word])) as Record<string, T>

/** Nothing is known of the system but what its owner says: our own names, where it happens to have them. */
export const defaultsFor = (options: Options): Defaults => ({
  fields: Object.fromEntries(FIELDS.map((name) => [name, [name]])),
  statuses: { onboarding: 'onboarding', active: 'active', away: 'away', ended: 'ended' },
  reasons: same(REASONS),
  workerTypes: same(WORKER_TYPES),
  dateOf: dateReader(options)
})

/** What one record says. Whoever is on the list of leavers has left, whatever else the record has kept. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  const reading = await stintFrom(record, defaultsFor(options), options)
  if (reading.kind !== 'row' || record[LEAVER] !== true || reading.told.standing === 'transferred') return reading
  return { kind: 'row', told: { ...reading.told, standing: 'ended', termination: reading.told.termination ?? {} } }
}
