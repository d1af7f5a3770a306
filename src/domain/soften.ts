import type { Fault } from './faults.ts'
import { hasControls, withoutControls } from './text.ts'

const NOTHING = Symbol('not told')

/**
 * A vendor's body as text that the record can hold: control characters are removed, with a warning, and what is empty is not
 * told. A list that was sent empty stays: it says that there are none.
 */
export function soften (body: Record<string, unknown>, warnings: Fault[]): Record<string, unknown> {
  const softened = clean(body, '', warnings)
  return softened === NOTHING ? {} : softened as Record<string, unknown>
}

function clean (value: unknown, pointer: string, warnings: Fault[]): unknown {
  if (typeof value === 'string') return cleanText(value, pointer, warnings)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const cleaned = value.map((each, i) => clean(each, `${pointer}/${i}`, warnings))
    if (value.length > 0 && cleaned.every((each) => each === NOTHING)) return NOTHING
    // An empty text is no entry. An empty object keeps its place: the second manager must not become the first.
    return cleaned.flatMap((each, i) => each !== NOTHING ? [each] : typeof value[i] === 'string' ? [] : [{}])
  }
  const told = Object.entries(value).flatMap(([key, each]) => {
    const name = withoutControls(key)
    const at = `${pointer}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`
    const kept = each === undefined ? NOTHING : clean(each, at, warnings)
    return kept === NOTHING ? [] : [[name, kept] as const]
  })
  return told.length === 0 ? NOTHING : Object.fromEntries(told)
}

function cleanText (text: string, pointer: string, warnings: Fault[]): unknown {
  const kept = withoutControls(text)
  if (kept === '') return NOTHING
  if (hasControls(text.trim())) warnings.push({ pointer, code: 'controls_removed' })
  return kept
}
