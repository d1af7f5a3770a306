import { Type } from '@sinclair/typebox'
import type { Incoming } from '../../domain/source.ts'
import { refused } from './verdict.ts'

export const headerName = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 100, pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", description, examples: [example] })

/** A header as it arrived; undefined when it is absent or blank. Names of object members are no headers. */
export function headerOf ({ headers }: Pick<Incoming, 'headers'>, name: string): string | undefined {
  const key = name.toLowerCase()
  const value = Object.hasOwn(headers, key) ? headers[key] : undefined
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Header values are bytes that arrive one character each: a sender that writes UTF-8 is compared as UTF-8. */
export const headerBytes = (value: string): Buffer => Buffer.from(value, 'latin1')

/** Two headers of one name arrive joined by a comma and a space. */
export const isRepeated = (value: string): boolean => /,\s/.test(value)

export const repeated = (name: string) =>
  refused('header_repeated', `The header ${name} came more than once. The sender, or a proxy in between, adds it a second time: one of them has to stop.`)

export const missing = (names: string[], hint = '') =>
  refused('header_missing', `${names.length === 1 ? 'The header' : 'The headers'} ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} absent or empty.${hint} ` +
    'Set it where the sender is configured; if it is set there, a proxy in between removes it.')
