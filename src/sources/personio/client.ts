import { ReadFailure, type Authorization, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { isoOf, type Instant } from '../../domain/calendar.ts'
import { isObject, type Json } from '../json.ts'
import { listIn, objectIn } from '../reading/answers.ts'
import { headersOf, nextOf, type Io } from './calls.ts'
import { employmentIn, personOf } from './employment.ts'
import { freshFor, withNames } from './names.ts'

/** The most that the page of either API allows. */
const PAGE_V2 = 50
const PAGE_V1 = 100

/** The older API has a token call of its own, which says with status 200 that it did not succeed. */
export async function olderToken ({ call, settings, credentials: { client_id: id, client_secret: secret } }: Io): Promise<Authorization> {
  const answer = await call({ method: 'POST', url: `${settings.base_url}/v1/auth`, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: id, client_secret: secret }) })
  const { success, data } = objectIn(answer)
  if (success === false || !isObject(data) || typeof data.token !== 'string') throw new ReadFailure('unauthorized', 'No token was given: look at client_id and client_secret.')
  return { headers: { authorization: `Bearer ${data.token}` }, expiresIn: typeof data.expires_in === 'number' ? data.expires_in : 86_400 }
}

/** Persons of one page, each with the employments, which are lists of their own: one call more per person. */
export async function persons (io: Io, query: Record<string, string>, cursor: Cursor | undefined): Promise<Page> {
  const url = typeof cursor === 'string' ? cursor : `${io.settings.base_url}/v2/persons?${new URLSearchParams({ limit: String(PAGE_V2), ...query })}`
  const body = objectIn(await io.call({ url, headers: headersOf(io) }))
  const rows: VendorRow[] = []
  for (const person of listIn(body._data, '_data')) {
    if (person.id === undefined) throw new ReadFailure('unreadable', 'A person without an id: does the credential allow to read persons?')
    rows.push(await withEmployments(io, person, freshFor.run(io)))
  }
  return { rows, next: nextOf(body, url) }
}

/** Whether persons can be read at all. */
export async function anybody (io: Io): Promise<void> {
  listIn(objectIn(await io.call({ url: `${io.settings.base_url}/v2/persons?limit=1`, headers: headersOf(io) }))._data, '_data')
}

/** One person, by their id or that of an employment; none: nobody is there. */
export async function person (io: Io, hint: string): Promise<VendorRow[]> {
  const employment = employmentIn(hint)
  const id = employment === undefined ? hint : await personOf(io, employment)
  if (id === undefined) return []
  const answer = await io.call({ url: `${io.settings.base_url}/v2/persons/${encodeURIComponent(id)}`, headers: headersOf(io), expects: [404] })
  return answer.status === 404 ? [] : [await withEmployments(io, objectIn(answer), freshFor.look(io))]
}

async function withEmployments (io: Io, person: Json, freshness: Instant): Promise<VendorRow> {
  const employments: Json[] = []
  let url: string | undefined = `${io.settings.base_url}/v2/persons/${encodeURIComponent(String(person.id))}/employments?limit=${PAGE_V2}`
  for (let pages = 0; url !== undefined; pages++) {
    if (pages > 20) throw new ReadFailure('endless', 'The employments of one person do not end.')
    const body = objectIn(await io.call({ url, headers: headersOf(io), expects: [404] }))
    employments.push(...(body._data === undefined ? [] : listIn(body._data, '_data')))
    url = nextOf(body, url)
  }
  return { id: String(person.id), record: { person, employments: await withNames(io, employments, freshness) } }
}

/** Employees of the older API, one record each. */
export async function employees (io: Io, query: Record<string, string>, cursor: Cursor | undefined): Promise<Page> {
  const offset = typeof cursor === 'number' ? cursor : 0
  const url = `${io.settings.base_url}/v1/company/employees?${new URLSearchParams({ limit: String(PAGE_V1), offset: String(offset), ...query })}`
  const body = succeeded(objectIn(await io.call({ url, headers: headersOf(io) })))
  const rows = listIn(body.data, 'data').map(rowOfEmployee)
  const total = isObject(body.metadata) && typeof body.metadata.total_elements === 'number' ? body.metadata.total_elements : undefined
  // With updated_since the API knows no pages: what came is all.
  const isLast = 'updated_since' in query || rows.length < PAGE_V1
  return { rows, ...(!isLast && { next: offset + rows.length }), ...(!('updated_since' in query) && { total }) }
}

/** One employee. By the id of an employment, of which this API knows nothing: whoever changed since the day before, all in one answer. */
export async function employee (io: Io, id: string): Promise<VendorRow[]> {
  if (employmentIn(id) !== undefined) return (await employees(io, { updated_since: dayOf(io.at - DAY_MS) }, undefined)).rows
  const answer = await io.call({ url: `${io.settings.base_url}/v1/company/employees/${encodeURIComponent(id)}`, headers: headersOf(io), expects: [404] })
  if (answer.status === 404) return []
  const { data } = succeeded(objectIn(answer))
  if (!isObject(data)) throw new ReadFailure('unreadable', 'data is not an employee.')
  return [rowOfEmployee(data)]
}

function rowOfEmployee (data: Json): VendorRow {
  const { attributes } = data
  const id = isObject(attributes) && isObject(attributes.id) ? attributes.id.value : undefined
  if (id === undefined || id === null) throw new ReadFailure('unreadable', 'An employee without an id: does the credential allow to read it?')
  return { id: String(id), record: { employee: attributes } }
}

/** The older API says what went wrong with status 200. */
function succeeded (body: Json): Json {
  if (body.success === false) throw new ReadFailure('refused', 'It answered that the request did not succeed.')
  return body
}

/** The filter takes days, and equality was seen not to work. */
export const DAY_MS = 86_400_000

/** Filters by time take whole days. */
export const dayOf = (at: Instant): string => isoOf(at).slice(0, 10)
