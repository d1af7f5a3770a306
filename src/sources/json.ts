import type { Incoming, Reading } from '../domain/source.ts'

export type Json = Record<string, unknown>
export type Parsed = { ok: true, value: Json } | { ok: false, reading: Reading }

/** Deeper than any HR system nests, and far from what exhausts the stack. */
const DEEPEST = 64

const CHARSETS: Record<string, string> = { 'iso-8859-1': 'windows-1252', latin1: 'windows-1252', 'windows-1252': 'windows-1252' }

/** The JSON object of a verified body, or why there is none: the reading to answer with. Says nothing of the content. */
export function objectIn ({ headers, body }: Pick<Incoming, 'headers' | 'body'>): Parsed {
  if (body.length === 0) return { ok: false, reading: { kind: 'ignored', reason: 'An empty body: a test of the connection.' } }
  const text = textOf(body, headers['content-type'])
  if (text === undefined) return unreadable('The body is not text in UTF-8, and content-type names no other character set that is known.')
  if (isDeeperThan(DEEPEST, text)) return unreadable(`The body is nested deeper than ${DEEPEST} levels.`)
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? { ok: true, value } : unreadable('The body is JSON, but not an object.')
  } catch {
    return unreadable('The body is not JSON.')
  }
}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A name out of a payload, when it looks like one: safe to show in a reason. */
export const shown = (name: unknown): string => typeof name === 'string' && /^[\w.-]{1,60}$/.test(name) ? name : '(not a name)'

const unreadable = (reason: string): Parsed => ({ ok: false, reading: { kind: 'unreadable', reason } })

function textOf (body: Uint8Array, contentType = ''): string | undefined {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? ''
  const label = Object.hasOwn(CHARSETS, charset) ? CHARSETS[charset] : 'utf-8'
  try {
    return new TextDecoder(label, { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

function isDeeperThan (limit: number, text: string): boolean {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (quoted) {
      if (character === '\\') i++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') {
      if (++depth > limit) return true
    } else if (character === '}' || character === ']') depth--
  }
  return false
}
