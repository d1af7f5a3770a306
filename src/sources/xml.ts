import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Json } from './json.ts'

/** Deeper than any HR system nests. */
const DEEPEST = 64

/**
 * Names without prefixes, texts as they are, attributes as @name. A document with a DOCTYPE is refused before it is parsed, so
 * there are no entities but the five of XML and numeric ones: nothing outside is read and nothing grows.
 */
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  htmlEntities: true,
  maxNestedTags: DEEPEST
})

/** As it is written: names with their prefixes, and the declarations of namespaces. */
const verbatim = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', parseTagValue: false, parseAttributeValue: false, htmlEntities: true, maxNestedTags: DEEPEST })

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

export type ParsedXml = { ok: true, value: Json } | { ok: false, reason: string }

/** A document as an object by the local names of its elements; an element that comes twice is a list. Says nothing of the content. */
export function xmlIn (text: string): ParsedXml {
  const bare = text.replace(/^\uFEFF/, '')
  if (/<!(DOCTYPE|ENTITY)/i.test(bare)) return { ok: false, reason: 'The XML has a DOCTYPE: those are refused.' }
  if (XMLValidator.validate(bare) !== true) return { ok: false, reason: 'The body is not well-formed XML.' }
  try {
    return { ok: true, value: parser.parse(bare) as Json }
  } catch {
    return { ok: false, reason: `The XML is nested deeper than ${DEEPEST} levels, or is not XML.` }
  }
}

/** The namespace of the first element with a local name; undefined: it is not there, has none, or the text is not XML. */
export function namespaceOf (text: string, local: string): string | undefined {
  if (!xmlIn(text).ok) return undefined
  const search = (value: unknown, known: Record<string, string>): { namespace: string | undefined } | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value)) return firstOf(value, (each) => search(each, known))
    return firstOf(Object.entries(value).filter(([name]) => !name.startsWith('@')), ([name, element]) => {
      const inside = { ...known, ...declaredBy(Array.isArray(element) ? element[0] : element) }
      const [prefix, bare] = name.includes(':') ? name.split(':') : ['', name]
      return bare === local ? { namespace: Object.hasOwn(inside, prefix!) ? inside[prefix!] : undefined } : search(element, inside)
    })
  }
  try {
    return search(verbatim.parse(text.replace(/^\uFEFF/, '')), {})?.namespace
  } catch {
    return undefined   // a name that the parser refuses, such as one of JavaScript's own
  }
}

function declaredBy (element: unknown): Record<string, string> {
  const attributes = typeof element === 'object' && element !== null ? Object.entries(element) : []
  return Object.fromEntries(attributes.flatMap(([name, value]) => /^@xmlns(:|$)/.test(name) ? [[name.slice(7), String(value)]] : []))
}

function firstOf<T, R> (all: T[], ask: (each: T) => R | undefined): R | undefined {
  for (const each of all) {
    const found = ask(each)
    if (found !== undefined) return found
  }
}

/** An object as XML: members are elements, lists are elements that come again, @name is an attribute; texts are escaped. */
export const xmlOf = (value: Json): string => `<?xml version="1.0" encoding="UTF-8"?>${builder.build(value) as string}`

/** The element at a path of local names, by the first of those that come again; undefined when it is not there. */
export function elementAt (value: unknown, ...path: string[]): unknown {
  let current = value
  for (const name of path) {
    if (Array.isArray(current)) current = current[0]
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined
    current = (current as Json)[name]
  }
  return current
}

/** Elements that may come once, several times or not at all. */
export const elementsIn = (value: unknown): unknown[] => value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]

/** The text of an element, with or without attributes; undefined: it is not there, empty or nil. */
export function textOf (value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) {
    const { '#text': text, '@nil': nil } = value as Json
    return nil === 'true' ? undefined : textOf(text)
  }
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
  return text === '' ? undefined : text
}
