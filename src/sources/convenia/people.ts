import { dateIn, daysAfter, isoOf, type Instant } from '../../domain/calendar.ts'
import type { Cursor, Page, VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { detailOf, idOf, pageOf, type Io } from './client.ts'
import { dismissedSince, windowOf } from './dismissed.ts'
import { withoutPrivate } from './private.ts'
import { MOST_ON_A_PAGE } from './settings.ts'

/** People whose records are read within one step, since each is a call of its own. */
const AT_ONCE = 20
const WITHOUT_DETAILS = 500

/** Where a read is: a page of the list, or, without one, the dismissed who were not listed. */
interface Place { page?: number, dismissed: Map<string, Json>, listed: Set<string> }

type Wanted = (person: Json, id: string) => boolean

/** Everybody who is active, each with their record, and then the dismissed. */
export async function everybody (io: Io, cursor?: Cursor): Promise<Page> {
  return await pageAt(io, await placeAt(io, cursor), io.settings.page_size ?? (withDetails(io) ? AT_ONCE : WITHOUT_DETAILS), () => true)
}

/** There is no stamp of the last change: who was hired lately, and the dismissed. */
export async function hiredAndDismissed (io: Io, since: Instant, cursor?: Cursor): Promise<Page> {
  const place = await placeAt(io, cursor)
  const from = [daysAfter(dateIn(io.zone, io.at), -windowOf(io)), isoOf(since).slice(0, 10)].toSorted()[0]!
  const { total: _, ...page } = await pageAt(io, place, MOST_ON_A_PAGE, (person, id) => String(person.hiring_date ?? '') >= from || place.dismissed.has(id) || isObject(person.dismissal))
  return page
}

async function pageAt (io: Io, place: Place, size: number, isWanted: Wanted): Promise<Page> {
  if (place.page === undefined) return await restAt(io, place)
  const { people, isLast, total } = await pageOf(io, '/employees', { paginate: String(size) }, place.page)
  const rows: VendorRow[] = []
  for (const person of people) {
    const id = idOf(person)
    place.listed.add(id)
    if (isWanted(person, id)) rows.push(await rowOf(io, id, { listed: withoutPrivate(person), dismissed: place.dismissed.get(id) }))
  }
  const listed = new Set([...place.listed].filter((id) => place.dismissed.has(id)))
  const left = place.dismissed.size - listed.size
  if (!isLast) return { rows, total, next: cursorOf({ ...place, listed, page: place.page + 1 }) }
  return { rows, total: total === undefined ? undefined : total + left, ...(left > 0 && { next: cursorOf({ dismissed: place.dismissed, listed }) }) }
}

/** Who was dismissed and is not listed any more. */
async function restAt (io: Io, { dismissed, listed }: Place): Promise<Page> {
  const left = [...dismissed].filter(([id]) => !listed.has(id))
  const rows: VendorRow[] = []
  for (const [id, one] of left.slice(0, AT_ONCE)) rows.push(await rowOf(io, id, { dismissed: one }))
  const rest = left.slice(AT_ONCE)
  return { rows, ...(rest.length > 0 && { next: cursorOf({ dismissed: new Map(rest), listed: new Set() }) }) }
}

/** One person by id. The record does not say how somebody stands: the lists do. None: nobody is there, and nobody was dismissed. */
export async function one (io: Io, id: string): Promise<VendorRow[]> {
  const detail = withDetails(io) ? await detailOf(io, id) : undefined
  const listed = detail === undefined && withDetails(io) ? undefined : await listedAs(io, id, detail?.email)
  const dismissed = await dismissalOf(io, id, listed !== undefined)
  if (listed === undefined && detail === undefined && dismissed === undefined) return []
  const unlisted = listed === undefined && dismissed === undefined && { unlisted: String(detail?.hiring_date ?? '').slice(0, 10) > dateIn(io.zone, io.at) ? 'ahead' : 'neither' }
  return [{ id, record: { ...recordOf({ listed, dismissed, detail: withDetails(io) ? detail ?? null : undefined }), ...unlisted } }]
}

/** Of people who are not listed any more, those whom the list of the dismissed has, however long ago. */
export async function leavers (io: Io, ids: string[]): Promise<VendorRow[]> {
  const wanted = new Set(ids)
  const rows: VendorRow[] = []
  for (const [id, dismissed] of await dismissedSince(io, farBack(io), wanted)) if (wanted.has(id)) rows.push(await rowOf(io, id, { dismissed }))
  return rows
}

/** By e-mail where there is one, which is one call; otherwise in the whole list. */
async function listedAs (io: Io, id: string, email: unknown): Promise<Json | undefined> {
  const isThem = (person: Json): boolean => String(person.id) === id
  if (typeof email === 'string' && email !== '') {
    const found = (await pageOf(io, '/employees', { 'match[email]': email }, 1)).people.find(isThem)
    if (found !== undefined) return withoutPrivate(found)
  }
  for (let page = 1; ; page++) {
    const { people, isLast } = await pageOf(io, '/employees', { paginate: String(MOST_ON_A_PAGE) }, page)
    const found = people.find(isThem)
    if (found !== undefined) return withoutPrivate(found)
    if (isLast || people.length === 0) return undefined
  }
}

/** Whoever is not listed may have been dismissed long ago. */
async function dismissalOf (io: Io, id: string, isListed: boolean): Promise<Json | undefined> {
  const wanted = new Set([id])
  return (await dismissedSince(io, windowOf(io), wanted)).get(id) ?? (isListed ? undefined : (await dismissedSince(io, farBack(io), wanted)).get(id))
}

async function rowOf (io: Io, id: string, parts: { listed?: Json, dismissed?: Json | undefined }): Promise<VendorRow> {
  return { id, record: recordOf({ ...parts, detail: withDetails(io) ? await detailOf(io, id) ?? null : undefined }) }
}

/** `detail` null: it was asked for, and there is none. */
const recordOf = (parts: { listed?: Json | undefined, dismissed?: Json | undefined, detail?: Json | null | undefined }): Json =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))

const withDetails = ({ options: { details = true } }: Io): boolean => details
const farBack = ({ settings: { leavers_days: days = 1095 } }: Io): number => days

async function placeAt (io: Io, cursor: Cursor | undefined): Promise<Place> {
  if (!isObject(cursor)) return { page: 1, dismissed: await dismissedSince(io, windowOf(io)), listed: new Set() }
  const { page, dismissed, listed } = cursor
  return { ...(typeof page === 'number' && { page }), dismissed: new Map(JSON.parse(String(dismissed)) as [string, Json][]), listed: new Set(listed as string[]) }
}

const cursorOf = ({ page, dismissed, listed }: Place): Cursor => ({ page: page ?? null, dismissed: JSON.stringify([...dismissed]), listed: [...listed] })
