import type { JsonObject } from './validation.ts'
import { isObject } from './validation.ts'
import { malformed } from './refusals.ts'
import type { Store } from './store.ts'
import type { Variants } from './variants.ts'
import type { Changes } from './world.ts'

/** One request as an operation sees it. `params` are the ids of the path, in order. */
export interface Call {
  params: string[]
  query: URLSearchParams
  body: Body
}

export type Body = { kind: 'none' } | { kind: 'json', value: unknown } | { kind: 'unreadable', why: string }

export interface Context {
  store: Store
  variants: Variants
  now: Date
}

/** What an operation says when it refuses nothing. `changes` are accepted by whoever called it, in one place. */
export interface Said {
  message: string
  values?: unknown
  status?: number
  code?: 0 | 1
  changes?: Changes
}

export type Operation = (context: Context, call: Call) => Said

export function objectIn (body: Body): JsonObject {
  if (body.kind === 'none') throw malformed('no body')
  if (body.kind === 'unreadable') throw malformed(body.why)
  if (!isObject(body.value)) throw malformed('the body is not a JSON object')
  return body.value
}

/** Only UTF-8 JSON that is called JSON; a byte-order mark, another charset or a form is not. */
export function readBody (raw: Buffer, contentType: string | undefined): Body {
  if (raw.length === 0) return { kind: 'none' }
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '')) return { kind: 'unreadable', why: `content type ${contentType ?? 'missing'}` }
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)) }
  } catch {
    return { kind: 'unreadable', why: 'not JSON in UTF-8' }
  }
}
