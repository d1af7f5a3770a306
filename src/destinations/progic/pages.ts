import type { Answer } from '../../domain/destination.ts'
import type { ProgicOptions } from './options.ts'
import { at } from './paths.ts'

/** Parameters of one page of a list. */
export type PageQuery = Record<string, string>

export function firstPage ({ find: { paging } }: ProgicOptions): PageQuery {
  const size: PageQuery = paging.size_parameter === undefined ? {} : { [paging.size_parameter]: String(paging.size) }
  switch (paging.style) {
    case 'page': return { ...size, [paging.parameter]: String(paging.first) }
    case 'offset': return { ...size, [paging.parameter]: '0' }
    default: return paging.style === 'none' ? {} : size
  }
}

/** Whether pages are counted; otherwise each says what comes next. */
export const isCounted = ({ find: { paging: { style } } }: ProgicOptions): boolean => style === 'page' || style === 'offset'

/** Whether nothing need come behind a page of so many: it is not full, or nobody said how many are full. */
export const mayBeLast = (count: number, { find: { paging: { size, size_parameter: sized } } }: ProgicOptions): boolean => sized === undefined || count < size

/** What asks for the page after this one; undefined: it was the last. */
export function nextPage (page: PageQuery, count: number, answer: Pick<Answer, 'headers'>, body: unknown, options: ProgicOptions): PageQuery | undefined {
  const { find: { paging } } = options
  const { style, parameter, next } = paging
  // A page that is not full need not be the last: some give fewer than they are asked for.
  if (style === 'none' || (count === 0 && isCounted(options))) return undefined
  if (style === 'page') return { ...page, [parameter]: String(Number(page[parameter]) + 1) }
  if (style === 'offset') return { ...page, [parameter]: String(Number(page[parameter]) + count) }
  const told = next === 'header:link' ? linkIn(answer.headers) : at(body, next)
  const text = typeof told === 'string' || typeof told === 'number' ? String(told) : ''
  if (text === '' || next === undefined) return undefined
  if (style === 'cursor') return { ...page, [parameter]: text }
  // Of a link only the query counts: our token goes to no address that an answer names.
  const query = text.split('#')[0]!.split('?').slice(1).join('?')
  return query === '' ? undefined : Object.fromEntries(new URLSearchParams(query))
}

function linkIn (headers: Answer['headers']): string | undefined {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'link')?.[1]
  return [found].flat().join(',').match(/<([^<>]*)>\s*;[^,<>]*rel="?next"?/i)?.[1]
}
