import type { SourceIo } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

export const headersOf = ({ settings: { partner_id: partner, app_id: app } }: Io): Record<string, string> => ({
  ...(partner !== undefined && { 'x-personio-partner-id': partner }),
  ...(app !== undefined && { 'x-personio-app-id': app })
})

/** Links are followed as they come; one that points at its own page is the end. */
export function nextOf ({ _meta: meta }: Json, url: string): string | undefined {
  const links = isObject(meta) && isObject(meta.links) ? meta.links : {}
  const href = isObject(links.next) ? links.next.href : undefined
  if (typeof href !== 'string' || href === '') return undefined
  const next = new URL(href, url).href
  return next === new URL(url).href ? undefined : next
}
