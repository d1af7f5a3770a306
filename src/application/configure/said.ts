import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Fault } from '../../domain/faults.ts'
import { hasControls } from '../../domain/text.ts'
import { faultsOf } from '../../domain/validate.ts'

/** Settings, options or credentials as their owner said them: only this is stored, so that a better default reaches everybody. */
export type Said = Record<string, unknown>

/** What was said, and the schema's defaults for the rest. */
export function withDefaults<T = Said> (schema: TSchema, said: Said): T {
  return Value.Default(schema, structuredClone(said)) as T
}

/** All that is wrong with what was said under `member` of a body; a default counts as said. */
export function faultsIn (member: string, schema: TSchema, said: Said): Fault[] {
  const at = `/${member}`
  const faults = faultsOf(schema, withDefaults(schema, said)).map((fault) => ({ ...fault, pointer: at + fault.pointer }))
  return faults.length > 0 ? faults : controlsIn(said, at)
}

/** Certificates and keys are written in lines (RFC 7468), and never go into a header. */
const withoutLinesOfPem = (text: string): string => /^\s*-----BEGIN [A-Z0-9 ]+-----/.test(text) ? text.replace(/[\r\n]/g, '') : text

/** PostgreSQL's jsonb cannot hold NUL, and a line break pasted behind a token breaks the header that carries it. */
export function controlsIn (value: unknown, pointer = ''): Fault[] {
  if (typeof value === 'string') return hasControls(withoutLinesOfPem(value)) ? [{ pointer, code: 'control_character' }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]): Fault[] => hasControls(key)
    ? [{ pointer, code: 'control_character' }]
    : controlsIn(each, `${pointer}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`))
}

/** The adapter of a stored kind. That there is none any more is our mistake, or an older build's: not the caller's. */
export function adapterOf<A> (kinds: Readonly<Record<string, A>>, kind: string): A {
  if (!Object.hasOwn(kinds, kind)) throw new Error(`this build knows no ${kind}`)
  return kinds[kind]!
}
