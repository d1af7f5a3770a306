import type { Incoming, Reading } from '../../domain/source.ts'
import { isObject, objectIn, type Json } from '../json.ts'
import { xmlIn } from '../xml.ts'

export type Body = { ok: true, value: unknown } | { ok: false, reading: Reading }

const BOM = [0xef, 0xbb, 0xbf]

/** What a message holds, JSON or XML, whatever stands at its root. */
export function bodyIn ({ headers, body }: Pick<Incoming, 'headers' | 'body'>): Body {
  const bytes = Buffer.from(BOM.every((each, i) => body[i] === each) ? body.subarray(3) : body)
  if (bytes.length > 0 && isXml(headers['content-type'], bytes.toString('latin1', 0, 100))) {
    const parsed = xmlIn(bytes.toString('utf8'))
    return parsed.ok ? { ok: true, value: plainXml(parsed.value) } : { ok: false, reading: { kind: 'unreadable', reason: parsed.reason } }
  }
  if (bytes.length === 0) return objectIn({ headers, body }) as Body
  const parsed = objectIn({ headers, body: Buffer.concat([Buffer.from('{"root":'), bytes, Buffer.from('}')]) })
  if (!parsed.ok) return parsed
  return Object.keys(parsed.value).length === 1 ? { ok: true, value: parsed.value.root } : { ok: false, reading: { kind: 'unreadable', reason: 'The body is not JSON.' } }
}

/** XML by its type, or, where no other type is named, by its first character. */
export const isXml = (type: string | undefined, beginning: string): boolean =>
  type !== undefined && /\bxml\b/i.test(type) ? true : !/json|html/i.test(type ?? '') && /^\s*</.test(beginning)

/** Elements as a record has them: one with text is its text, whatever attributes it has; a nil one is empty. */
export function plainXml (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainXml)
  if (!isObject(value)) return value
  if (value['@nil'] === 'true') return null
  if ('#text' in value) return value['#text']
  return Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('@xmlns') && name !== '@xsi:nil').map(([name, each]) => [name, plainXml(each)])) satisfies Json
}
