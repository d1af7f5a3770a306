import { ReadFailure, type Authorization, type Cursor, type Page, type SourceIo, type VendorRow } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { jsonIn } from '../reading/answers.ts'
import { withoutPrivate } from './private.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** A GET has no body, and the API still wants to be told what it would be. */
const HEADERS = { 'content-type': 'application/json' }

/** The token as it stands in the panel, or pasted with the words around it. */
export async function authorize ({ credentials: { token } }: Io): Promise<Authorization> {
  if (token === undefined) throw new ReadFailure('not_configured', 'There is no token in the credentials of this source, so nobody can be read: Configurações → Ativar API de Integração has one.')
  const bare = token.trim().replace(/^(?:authorization:\s*)?token\s+/i, '').replace(/^token\s*=\s*/i, '').replace(/^"(.*)"$/, '$1')
  return { headers: { authorization: `Token token=${bare}` } }
}

/** A page of people. The list ends with an empty page, and knows no count. */
export async function people (io: Io, cursor: Cursor | undefined): Promise<Page> {
  const { base_url: base, page_size: size = 150, include_inactive: all = true, each_by_id: eachById = false } = io.settings
  const { page, seen } = placeIn(cursor)
  const query = new URLSearchParams({ page: String(page), page_size: String(size), ...(all && { status: 'todos' }) })
  const listed = jsonIn(await io.call({ url: `${base}/colaboradores?${query}`, headers: HEADERS }))
  if (!Array.isArray(listed)) throw new ReadFailure('unreadable', 'The list of colaboradores is not an array.')
  if (listed.length === 0) return { rows: [] }
  const rows = listed.map(rowOf)
  const ids = rows.map(({ id }) => id).join()
  if (ids === seen) throw new ReadFailure('endless', `Page ${page} has the same people as the one before: the API does not look at page.`)
  const next = { page: page + 1, seen: ids }
  const full: VendorRow[] = []
  for (const row of rows) full.push(...eachById || isHalf(row) ? await person(io, row.id) : [row])
  return { rows: full, next }
}

/** Without any of these, what is listed is an extract of the record. */
const isHalf = ({ record }: VendorRow): boolean => isObject(record) && ['contact', 'documents', 'dateAdmission'].every((name) => record[name] === undefined)

/** One person; none: nobody is there. */
export async function person (io: Io, id: string): Promise<VendorRow[]> {
  const answer = await io.call({ url: `${io.settings.base_url}/colaboradores/${encodeURIComponent(id)}`, headers: HEADERS, expects: [404] })
  return answer.status === 404 ? [] : [rowOf(jsonIn(answer))]
}

function placeIn (cursor: Cursor | undefined): { page: number, seen: string | undefined } {
  return isObject(cursor) ? { page: Number(cursor.page), seen: String(cursor.seen) } : { page: 1, seen: undefined }
}

function rowOf (record: unknown): VendorRow {
  if (!isObject(record) || (typeof record.id !== 'number' && typeof record.id !== 'string')) throw new ReadFailure('unreadable', 'A colaborador without an id.')
  return { id: String(record.id), record: withoutPrivate(record) }
}
