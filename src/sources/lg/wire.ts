import { isObject, type Json } from '../json.ts'
import { textOf } from '../xml.ts'

/** Money, family, health and other documents: not even stored. */
const PRIVATE = /salari|remunera|^banco$|bancari|dependent|pensao|deficien|saude|medic|atestado|^cids?$|^rg$|identidade|ctps|carteiradetrabalho|^pis|eleitor|reservista|passaporte|religi/i
/** With its capital: the letters stand in the middle of Operacao and Alteracao, too. */
const RACE = /Raca|^raca|^RACA/

/** An element as plain JSON: nil is null, texts are texts; without attributes and what is private. */
export function plain (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isObject(value)) return value
  if (value['@nil'] === 'true') return null
  const members = Object.entries(value).filter(([name]) => !name.startsWith('@'))
  if (members.every(([name]) => name === '#text')) return textOf(value) ?? ''
  return Object.fromEntries(members.filter(([name]) => !PRIVATE.test(name) && !RACE.test(name)).map(([name, each]) => [name, plain(each)]))
}

/** Objects with something at one of the paths, however deep, in the order in which they come; what is inside one of them is not looked at. */
export function itemsIn (value: unknown, paths: readonly string[]): Json[] {
  if (Array.isArray(value)) return value.flatMap((each) => itemsIn(each, paths))
  if (!isObject(value)) return []
  return wordIn(value, paths) !== undefined ? [value] : Object.values(value).flatMap((each) => itemsIn(each, paths))
}

/**
 * What stands at a dotted path, whatever version a name has: DadosGeraisDoContrato is found as DadosGeraisDoContratoV2, too, and
 * the latest that holds something counts. null: it is there and empty; undefined: it is not there.
 */
export function at (value: unknown, path: string): unknown {
  const [name, ...rest] = path.split('.')
  if (Array.isArray(value)) return value.length === 0 ? undefined : at(value[0], path)
  if (!isObject(value) || name === undefined) return undefined
  const versions = Object.keys(value).filter((each) => each === name || (each.startsWith(name) && /^V\d+$/.test(each.slice(name.length)))).sort().reverse()
  const found = versions.map((each) => rest.length === 0 ? value[each] : value[each] === null ? null : at(value[each], rest.join('.')))
  return found.find((each) => each !== undefined && each !== null && each !== '') ?? (found.includes(null) ? null : undefined)
}

/** A text at a path; undefined: none, or empty. */
export function wordAt (value: unknown, path: string): string | undefined {
  const found = at(value, path)
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : typeof found === 'number' ? String(found) : undefined
}

/** The items of a Retorno, which is none itself, whatever its members are called. */
export const listIn = (value: unknown, paths: readonly string[]): Json[] => itemsIn(isObject(value) ? Object.values(value) : value, paths)

/**
 * Objects with something at one of the paths, and what stands beside them: an item that names a contract in a member of its own has
 * the rest of what it says around it.
 */
export function itemsAround (value: unknown, paths: readonly string[]): Json[] {
  if (Array.isArray(value)) return value.flatMap((each) => itemsAround(each, paths))
  if (!isObject(value)) return []
  if (wordIn(value, paths) !== undefined) return [value]
  const [member, ...others] = Object.entries(value).filter(([, each]) => itemsIn(each, paths).length > 0)
  if (member === undefined) return []
  const [name, item] = member
  if (others.length > 0 || !isObject(item) || wordIn(item, paths) === undefined) return [member, ...others].flatMap(([, each]) => itemsAround(each, paths))
  const { [name]: _, ...beside } = value
  return [{ ...beside, ...item }]
}

export const wordIn = (value: unknown, paths: readonly string[]): string | undefined => {
  for (const path of paths) {
    const found = wordAt(value, path)
    if (found !== undefined) return found
  }
}

/** The first of several places that holds something; null when some are there and empty. */
export function firstOf (values: unknown[], paths: readonly string[]): unknown {
  let empty: null | undefined
  for (const path of paths) {
    for (const value of values) {
      const found = at(value, path)
      if (found === null) empty = null
      else if (found !== undefined && !isObject(found)) return found
    }
  }
  return empty
}
