import { Type, type TProperties } from '@sinclair/typebox'
import { instantOf, type Instant } from '../domain/calendar.ts'
import type { Page, PageRequest, Position } from '../domain/pages.ts'
import { invalid } from './refusals.ts'

/** The query of a list: its filters beside limit and cursor. */
export const listQuery = <T extends TProperties>(filters: T) => Type.Object({
  ...filters,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'At most so many; 50 unless said.' })),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: 'next_cursor of the page before.' }))
}, { additionalProperties: false })

const since = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))
export const receivedFilters = {
  received_since: since('Received at or after.'),
  received_until: since('Received before.')
}

/** A filter with one value. Texts that cannot be a name or an id match nothing, and are harmless. */
export const filter = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[\\x21-\\x7e]+$', description }))

export function pageOf ({ limit = 50, cursor }: { limit?: number, cursor?: string }): PageRequest {
  return { limit, ...(cursor !== undefined && { after: positionIn(cursor) }) }
}

export function receivedOf (query: { received_since?: string, received_until?: string }): { receivedSince?: Instant, receivedUntil?: Instant } {
  const { received_since: from, received_until: until } = query
  return {
    ...(from !== undefined && { receivedSince: instantOf(from)! }),
    ...(until !== undefined && { receivedUntil: instantOf(until)! })
  }
}

export const pageAnswer = <T>({ data, next }: Page<T>): { data: T[], next_cursor: string | null } =>
  ({ data, next_cursor: next === undefined ? null : cursorOf(next) })

const cursorOf = ({ sequence, index }: Position): string => Buffer.from(`${sequence}.${index}`).toString('base64url')

function positionIn (cursor: string): Position {
  const [, sequence, index] = /^(\d{1,15})\.(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (sequence === undefined) throw invalid([{ pointer: '/query/cursor', code: 'invalid_cursor' }])
  return { sequence: Number(sequence), index: Number(index) }
}
