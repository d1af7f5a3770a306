import { isObject } from '../json.ts'
import { evaluate } from '../../adapting/expression.ts'
import { valueAt } from '../mapping/lookup.ts'
import type { Rule } from './options.ts'

/** The first of several places in several objects that holds a text or a number. */
export function textAt (places: unknown[], paths: string | readonly string[]): string | undefined {
  for (const place of places) {
    for (const path of [paths].flat()) {
      const text = wordOf(valueAt(place, path))
      if (text !== undefined) return text
    }
  }
}

export async function wordBy (places: unknown[], rule: Rule): Promise<string | undefined> {
  if (typeof rule === 'string' || Array.isArray(rule)) return textAt(places, rule)
  for (const place of places) {
    const word = wordOf(await evaluate(rule.expression, place))
    if (word !== undefined) return word
  }
}

/** The first place that leads to an object. */
export function objectAt (place: unknown, paths: string | readonly string[]): unknown {
  return [paths].flat().map((path) => valueAt(place, path)).find(isObject)
}

/** A number that is too long for JSON has lost digits and may be somebody else's by now: it is none. */
function wordOf (value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) || typeof value === 'boolean' ? String(value) : ''
  return text === '' ? undefined : text
}
