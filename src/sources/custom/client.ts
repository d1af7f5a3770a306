import { isoOf, type Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { valueAt } from '../mapping/lookup.ts'
import { itemsIn, understand } from './answer.ts'
import { textAt } from './lookup.ts'
import { nextOf, parametersOf, totalIn, type Parameters, type Place } from './paging.ts'
import { withoutPrivate } from './private.ts'
import { requestFor, requestTo, withoutKey, type Asked, type Io } from './request.ts'
import { LEAVER } from './row.ts'
import type { List, Paging, Settings } from './settings.ts'

const DAY_MS = 86_400_000
const MOST_PAGES_OF_LEAVERS = 1000
const NO_PAGES: Paging = { style: 'none' }

/** One page of everybody. */
export async function everybody (io: Io, cursor?: Cursor): Promise<Page> {
  const list = listOf(io)
  return await inFull(io, await page(io, list, asked(list), cursor as unknown as Place | undefined))
}

/** One page of whoever changed, by the parameter that the owner named. */
export async function changes (io: Io, since: Instant, cursor?: Cursor): Promise<Page> {
  const list = listOf(io)
  const { parameter, value = '{since}', path = list.path, format } = io.settings.changes!
  const moment = momentFor(since, format)
  const said = value === '{since}' ? moment : value.replaceAll('{since}', String(moment))
  return await inFull(io, await page(io, list, { ...asked(list), path }, cursor as unknown as Place | undefined, { [parameter]: said }))
}

function momentFor (since: Instant, format: NonNullable<Settings['changes']>['format'] = 'iso'): string | number {
  switch (format) {
    case 'iso': return isoOf(since)
    case 'date': return isoOf(since - DAY_MS).slice(0, 10)   // whose day it is, and whether it belongs to what is asked for, nobody knows
    case 'epoch_ms': return since
    case 'epoch_s': return Math.floor(since / 1000)
  }
}

function listOf ({ settings: { list } }: Io): List {
  if (list === undefined) throw new ReadFailure('not_configured', 'settings.list is not set: say where everybody is listed.')
  return list
}

const asked = ({ path, query, method, body, content_type: contentType }: List): Asked => ({ path, query, method, body, contentType })

async function page (io: Io, list: Pick<List, 'items_path' | 'record_path'>, what: Asked, place: Place | undefined, more: Parameters = {}): Promise<Page> {
  const { paging = NO_PAGES } = io.settings
  const request = paging.style === 'link' && typeof place?.at === 'string'
    ? requestTo(io, place.at)
    : requestFor(io, what, { ...more, ...parametersOf(paging, place) }, paging.in)
  const answer = await io.call(request)
  const { value, xml } = understand(answer)
  const items = itemsIn({ value, xml }, list.items_path, 'list.items_path')
  const rows = distinct(items.map((item) => rowOf(io, list.record_path === undefined ? item : recordIn(item, list.record_path))))
  const next = nextOf(paging, place, { value, answer, url: withoutKey(request.url, io.settings), ids: rows.map(({ id }) => id) })
  const total = totalIn(paging, value)
  const kept = typeof next?.at === 'string' && paging.style === 'link' ? { ...next, at: withoutKey(next.at, io.settings) } : next
  return { rows, ...kept !== undefined && { next: { ...kept } }, ...total !== undefined && { total } }
}

const inFull = async (io: Io, page: Page): Promise<Page> => io.settings.one?.for_each === true ? { ...page, rows: await lookedUp(io, page.rows) } : page

/** Somebody who is listed and not there a moment later stays as they are listed, so that the count is right. */
async function lookedUp (io: Io, listed: VendorRow[]): Promise<VendorRow[]> {
  const rows: VendorRow[] = []
  for (const row of listed) {
    const found = await one(io, row.id)
    rows.push(...found.length > 0 ? found : [row])
  }
  return rows
}

function recordIn (item: Json, path: string): Json {
  const record = valueAt(item, path)
  if (!isObject(record)) throw new ReadFailure('unreadable', 'list.record_path leads to no object in an entry of the list.')
  return record
}

function rowOf ({ options: { id_path: path = 'id' }, settings: { leave_out: names } }: Io, record: Json, asked?: string): VendorRow {
  const id = textAt([record], path) ?? asked
  if (id === undefined) throw new ReadFailure('unreadable', 'options.id_path leads to no id in a person of the list.')
  return { id, record: withoutPrivate(record, names) }
}

/** Two contracts of one id would be taken for one person of whom the last row counts, and an old ending would dismiss whoever is here. */
function distinct (rows: VendorRow[]): VendorRow[] {
  const known = new Map<string, string>()
  for (const { id, record } of rows) {
    const text = JSON.stringify(record)
    if ((known.get(id) ?? text) !== text) throw new ReadFailure('unreadable', 'Two different rows have the same id: let options.id_path lead to what is different for every contract.')
    known.set(id, text)
  }
  return rows
}

/** One person by id; none: nobody is there. */
export async function one (io: Io, id: string): Promise<VendorRow[]> {
  const { one: found } = io.settings
  if (found === undefined) throw new ReadFailure('not_configured', 'settings.one is not set: say how somebody is looked up.')
  if (/^\.*$/.test(id)) return []   // in an address these lead elsewhere
  const answer = await io.call({ ...requestFor(io, { path: found.path.replaceAll('{id}', encodeURIComponent(id)) }), expects: [404, 410] })
  if (answer.status === 404 || answer.status === 410) return []
  const { value } = understand(answer)
  const record = found.record_path === undefined ? value : valueAt(value, found.record_path)
  if (record === null || record === '') return []
  const records = Array.isArray(record) ? record : [record]
  if (!records.every(isObject)) throw new ReadFailure('unreadable', 'one.record_path leads to no person in the answer.')
  return distinct(records.map((each) => rowOf(io, each, id)))
}

/** Of people who are not listed any more, those whom the list of leavers has. */
export async function leavers (io: Io, ids: string[]): Promise<VendorRow[]> {
  const list = io.settings.leavers!
  const wanted = new Set(ids)
  const rows: VendorRow[] = []
  let place: Place | undefined
  for (let pages = 0; ; pages++) {
    if (pages >= MOST_PAGES_OF_LEAVERS) throw new ReadFailure('endless', 'The list of leavers does not end.')
    const { rows: found, next } = await page(io, { items_path: list.items_path ?? io.settings.list?.items_path, record_path: io.settings.list?.record_path }, { path: list.path, query: list.query }, place)
    const missing = await inFull(io, { rows: found.filter(({ id }) => wanted.has(id)) })
    rows.push(...missing.rows.map(({ id, record }) => ({ id, record: { ...record as Json, [LEAVER]: true } })))
    if (next === undefined) return rows
    place = next as unknown as Place
  }
}
