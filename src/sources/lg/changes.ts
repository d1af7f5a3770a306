import { dateIn, daysAfter, type CalendarDate, type Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Cursor, type Page } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { companies } from './client.ts'
import { foundIn, foundOf, keyOf } from './contract.ts'
import { movedFrom, movedTo, rowsOf } from './details.ts'
import { feedOf, isOfRescissions } from './feeds.ts'
import { CHANGES_BY, type Io } from './settings.ts'
import { UnknownOperation } from './soap.ts'

/** Feeds that few have seen, and that only say sooner what the feed of all changes and the reads of everybody say, too. */
const OCCASIONAL: readonly string[] = ['ConsultarListaDeModificadosPorAfastamento', 'ConsultarListaDeModificadosPorMovimentacao']

/** Companies that are still to be asked; whom to look up; those of whom a rescission is told, who come last. */
type Place = { codes: string[], ids: string[], ended: string[], moved: string[] }

/** First whom it is about, one company at a time, then those: the same contract comes as often as it was touched, and is read once. */
export async function changedContracts (io: Io, since: Instant, cursor: Cursor | undefined): Promise<Page> {
  const place = isObject(cursor) ? cursor as Place : { codes: await companies(io), ids: [], ended: [], moved: [] }
  const [company, ...codes] = place.codes
  const from = daysAfter(dateIn(io.zone, since), -(io.settings.overlap_days ?? 1))
  if (company !== undefined) return following([], await asked(io, company, from, { ...place, codes }))
  const [ids, rest] = taken(place, io.settings.batch ?? 50)
  const moved = movedFrom(place.moved)
  const rows = await rowsOf(io, ids.flatMap((id) => foundIn(id) ?? []), moved, from)
  return following(rows, { ...rest, moved: movedTo(moved) })
}

const following = (rows: Page['rows'], next: Place): Page => ({ rows, ...(next.codes.length + next.ids.length + next.ended.length > 0 && { next }) })

async function asked (io: Io, company: string, since: CalendarDate, place: Place): Promise<Place> {
  const { changes_by: operations = CHANGES_BY } = io.settings
  const ids = new Set(place.ids)
  const ended = new Set(place.ended)
  for (const name of operations) {
    const items = await feedOf(io, company, name, since).catch(unlessMissing(name))
    for (const id of items.flatMap((item) => foundOf(item, company) ?? []).map(keyOf)) (isOfRescissions(name) ? ended : ids).add(id)
  }
  return { ...place, ids: [...ids].filter((id) => !ended.has(id)), ended: [...ended] }
}

/**
 * Of the feeds of single occurrences, whose names are to be confirmed, one that is not there is left out: the feed of all changes
 * and the full reads have the rest. Of those that few have seen, one that is refused, too.
 */
const unlessMissing = (name: string) => (error: unknown): Json[] => {
  if (error instanceof UnknownOperation && name !== CHANGES_BY[0]) return []
  if (error instanceof ReadFailure && error.code === 'refused' && OCCASIONAL.includes(name)) return []
  throw error
}

/** The next ones of one company. */
function taken ({ ids, ended, ...place }: Place, batch: number): [string[], Place] {
  const from = ids.length > 0 ? ids : ended
  const company = from[0]?.split(':')[0]
  const other = from.findIndex((id) => id.split(':')[0] !== company)
  const size = Math.min(batch, other === -1 ? from.length : other)
  return [from.slice(0, size), ids.length > 0 ? { ...place, ids: ids.slice(size), ended } : { ...place, ids, ended: ended.slice(size) }]
}
