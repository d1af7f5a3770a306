import { ReadFailure, type Authorization, type Cursor, type Page, type SourceIo, type VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { objectIn } from '../reading/answers.ts'
import { withoutPrivate } from './private.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** The token as it is pasted may have the word Basic in front; what is sent always has it. The API has an address that only checks it. */
export async function authorize ({ call, settings, credentials: { token } }: Io): Promise<Authorization> {
  const headers = { authorization: `Basic ${token.trim().replace(/^(?:authorization:\s*)?basic\s+/i, '')}` }
  await call({ url: `${settings.base_url}/test`, headers, expects: [404] })
  return { headers }
}

/** A page of employees, those who have left included; with `lastUpdate` only whoever changed since. */
export async function employees (io: Io, query: Record<string, string>, cursor: Cursor | undefined): Promise<Page> {
  const { base_url: base, page_size: size = 100 } = io.settings
  const page = typeof cursor === 'number' ? cursor : 0
  const url = `${base}/employee/find-all?${new URLSearchParams({ ...query, showFired: '1', page: String(page), size: String(size) })}`
  const body = objectIn(await io.call({ url }))
  const { content, number, totalElements: total } = body
  if (!Array.isArray(content)) throw new ReadFailure('unreadable', 'content is not a list.')
  if (typeof number === 'number' && number !== page) throw new ReadFailure('endless', `Page ${page} was asked for and page ${number} came: the API does not look at page.`)
  const rows = content.map(rowOf)
  return { rows, ...(!isLast(body, page, rows.length) && { next: page + 1 }), ...(typeof total === 'number' && { total }) }
}

/** As the page says it; without a word of it, an empty one is the last. */
function isLast ({ last, totalPages: pages }: Json, page: number, rows: number): boolean {
  if (rows === 0) return true
  if (typeof pages === 'number') return page + 1 >= pages
  return last === true
}

function rowOf (employee: unknown): VendorRow {
  if (!isObject(employee) || (typeof employee.id !== 'number' && typeof employee.id !== 'string')) throw new ReadFailure('unreadable', 'An employee without an id.')
  return { id: String(employee.id), record: withoutPrivate(employee) }
}
