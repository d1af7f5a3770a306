import { createHash } from 'node:crypto'
import type { Answer } from '../../domain/destination.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { valueAt } from '../mapping/lookup.ts'
import { headerIn } from '../reading/answers.ts'
import type { Paging } from './settings.ts'

/** What is asked for; in a body numbers stay numbers. */
export type Parameters = Record<string, string | number>

/** Where a list goes on: the page, offset, cursor or address; how many were read before it; a mark of the page before. */
export interface Place { at: number | string, seen: number, mark: string }

export interface Turned { value: unknown, answer: Answer, url: string, ids: string[] }

export const markOf = (ids: string[]): string => createHash('sha256').update(JSON.stringify(ids)).digest('base64url').slice(0, 22)

const firstOf = ({ style, first }: Paging): number => first ?? (style === 'page' ? 1 : 0)

/** The parameters that ask for a page; of a link there are none, its address has them. */
export function parametersOf (paging: Paging, place: Place | undefined): Parameters {
  const { style, size_name: sizeName, size = 100, page_name: page = 'page', offset_name: offset = 'offset', cursor_name: cursor = 'cursor' } = paging
  const at = place?.at ?? firstOf(paging)
  return {
    ...style !== 'none' && sizeName !== undefined && { [sizeName]: size },
    ...style === 'page' && { [page]: at },
    ...style === 'offset' && { [offset]: at },
    ...style === 'cursor' && place !== undefined && { [cursor]: at }
  }
}

/** How many there are in all, when the system says so. */
export function totalIn ({ total_path: path }: Paging, value: unknown): number | undefined {
  return path === undefined ? undefined : numberAt(value, path, 'paging.total_path')
}

/** The place after this page; undefined: it was the last. What is configured and not there is an error: the rest would be missing. */
export function nextOf (paging: Paging, place: Place | undefined, turned: Turned): Place | undefined {
  const { ids } = turned
  const mark = markOf(ids)
  if (ids.length > 0 && place?.mark === mark) throw new ReadFailure('endless', `Two pages in a row brought the same people: does the system know ${askedBy(paging)}?`)
  const at = afterwards(paging, place, turned)
  return at === undefined ? undefined : { at, seen: (place?.seen ?? 0) + ids.length, mark }
}

const askedBy = ({ style, page_name: page = 'page', offset_name: offset = 'offset', cursor_name: cursor = 'cursor' }: Paging): string =>
  style === 'link' ? 'its own links' : `the parameter ${{ page, offset, cursor, none: '' }[style]}`

function afterwards (paging: Paging, place: Place | undefined, turned: Turned): number | string | undefined {
  const { style, cursor_path: cursorPath } = paging
  if (style === 'none') return undefined
  const more = moreIn(paging, turned)
  if (more === false) return undefined
  if (style === 'cursor') return following(cursorIn(valueAt(turned.value, cursorPath!)), place, more, 'paging.cursor_path')
  if (style === 'link') return following(linkIn(paging, turned), place, more, 'paging.link_path')
  return counted(paging, place, turned, more)
}

function following (next: string | number | undefined, place: Place | undefined, more: boolean | undefined, setting: string): string | number | undefined {
  if (next === undefined && more === true) throw new ReadFailure('unreadable', `There is more, it says, but ${setting} leads to nothing.`)
  if (next !== undefined && next === place?.at) throw new ReadFailure('endless', 'A page names itself as the next one.')
  return next
}

function counted (paging: Paging, place: Place | undefined, { value, ids: { length } }: Turned, more: boolean | undefined): number | undefined {
  const { style, size = 100, ends = 'empty', total_pages_path: pagesPath } = paging
  const at = typeof place?.at === 'number' ? place.at : firstOf(paging)
  const pages = pagesPath === undefined ? undefined : numberAt(value, pagesPath, 'paging.total_pages_path')
  const total = totalIn(paging, value)
  if (length === 0 && more === true) throw new ReadFailure('unreadable', 'A page was empty, and it says that there is more.')
  const isLast = length === 0 || (more === undefined && (pages !== undefined
    ? at - firstOf(paging) + 1 >= pages
    : total !== undefined ? (place?.seen ?? 0) + length >= total : ends === 'short' && length < size))
  return isLast ? undefined : style === 'page' ? at + 1 : at + length
}

/** Whether there is more, by the place that says so. Nothing there is no "no": only on an empty page. */
function moreIn ({ has_next_path: path }: Paging, { value, ids }: Turned): boolean | undefined {
  if (path === undefined) return undefined
  const said = valueAt(value, path)
  if (said === true || said === 1 || (typeof said === 'string' && /^(true|1|yes|y|sim|s)$/i.test(said))) return true
  if (said === false || said === 0 || (typeof said === 'string' && /^(false|0|no|n|nao|não)$/i.test(said)) || ids.length === 0) return false
  throw new ReadFailure('unreadable', 'paging.has_next_path leads to nothing that is true or false: put the right place there, or leave it out.')
}

function linkIn ({ link_path: path }: Paging, { value, answer, url }: Turned): string | undefined {
  const given = path === undefined ? nextInHeader(headerIn(answer, 'link')) : valueAt(value, path)
  const href = textIn(isObject(given) ? given.href : given)
  if (href === undefined) return undefined
  if (!URL.canParse(href, url)) throw new ReadFailure('unreadable', 'The address of the next page is none.')
  const next = new URL(href, url)
  if (next.origin !== new URL(url).origin) throw new ReadFailure('refused', `The next page is said to be at ${next.origin}: only addresses below base_url are called.`)
  if (next.href === new URL(url).href) throw new ReadFailure('endless', 'A page names itself as the next one.')
  return next.href
}

/** The target of rel="next" (RFC 8288). */
function nextInHeader (header: string | undefined): string | undefined {
  for (const [, target, parameters] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next\b)/i.test(parameters!)) return target
  }
}

const cursorIn = (value: unknown): string | number | undefined => typeof value === 'number' ? value : textIn(value)

const textIn = (value: unknown): string | undefined => typeof value === 'string' && value.trim() !== '' ? value.trim() : typeof value === 'number' ? String(value) : undefined

function numberAt (value: unknown, path: string, setting: string): number {
  const found = textIn(valueAt(value, path))
  const number = Number(found)
  if (found === undefined || !Number.isInteger(number) || number < 0) throw new ReadFailure('unreadable', `${setting} leads to no number in the answer: put the right place there, or leave it out.`)
  return number
}
