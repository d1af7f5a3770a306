import { createScanner, parse, type JSONScanner, type ParseError } from 'jsonc-parser'
import { refuse, type RefusalName } from './refusals.ts'

/** Deeper than any body of ours, shallow enough that no recursive walk over a body can overflow. */
export const MOST_LEVELS = 64

// Values of jsonc-parser's SyntaxKind, a const enum that erasable syntax cannot import.
const OPEN_BRACE = 1
const CLOSE_BRACE = 2
const OPEN_BRACKET = 3
const CLOSE_BRACKET = 4
const COLON = 6
const STRING = 10
const END = 17

const utf8 = new TextDecoder('utf-8', { fatal: true })   // takes a leading byte order mark off

/** The value of a JSON body. Stricter than JSON.parse, which keeps the last of two equal names and says what it read in its error. */
export function parseJson (bytes: Uint8Array): unknown {
  const text = decode(bytes)
  const members = membersIn(text)
  if (members === undefined) refuseTraps(text)
  const value = parsed(text)
  if (members !== undefined && members !== namesIn(value)) refuseTraps(text)   // of two equal names one is left
  return value
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    refuseTraps(text)
    throw at('not_json', text, firstError(text))
  }
}

function decode (bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw refuse('not_utf8')
  }
}

/**
 * How many members the objects of a JSON text have, as they are written: the colons outside of strings. undefined where
 * the text has to be looked at closely: it is nested too deep, or may name a prototype, perhaps with escapes.
 */
function membersIn (text: string): number | undefined {
  if (text.includes('\\') || text.includes('__proto__')) return undefined
  let members = 0
  let levels = 0
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22:   // a string: without escapes it ends at the next quote
        i = text.indexOf('"', i + 1)
        if (i < 0) return undefined
        break
      case 0x3a: members++; break
      case 0x5b: case 0x7b: if (++levels > MOST_LEVELS) return undefined; break
      case 0x5d: case 0x7d: levels--
    }
  }
  return members
}

// Recursive, but only ever called with a value whose depth was found small.
function namesIn (value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let names = Array.isArray(value) ? 0 : Object.keys(value).length
  for (const each of Object.values(value)) names += namesIn(each)
  return names
}

/** Goes over the tokens, without recursion and before anything is built: depth, repeated names, names that mean a prototype. */
function refuseTraps (text: string): void {
  const scanner: JSONScanner = createScanner(text, false)
  const names: (Set<string> | null)[] = []   // one entry for each open object or array
  let last = { value: '', offset: 0 }
  for (let token = scanner.scan(); token as number !== END; token = scanner.scan()) {
    switch (token as number) {
      case OPEN_BRACE: case OPEN_BRACKET:
        names.push(token as number === OPEN_BRACE ? new Set() : null)
        if (names.length > MOST_LEVELS) throw at('too_deep', text, scanner.getTokenOffset(), { limit: MOST_LEVELS })
        break
      case CLOSE_BRACE: case CLOSE_BRACKET:
        names.pop()
        break
      case STRING:
        last = { value: scanner.getTokenValue(), offset: scanner.getTokenOffset() }
        break
      case COLON: {
        const known = names.at(-1)
        if (last.value === '__proto__') throw at('prototype_name', text, last.offset)
        if (known?.has(last.value)) throw at('duplicate_name', text, last.offset)
        known?.add(last.value)
      }
    }
  }
}

// Recursive, but only ever called with a text whose depth was found small.
function firstError (text: string): number {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true })
  return errors[0]?.offset ?? 0
}

function at (name: RefusalName, text: string, offset: number, values: Record<string, number> = {}) {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return refuse(name, { ...values, line, column: offset - before.lastIndexOf('\n') })
}
