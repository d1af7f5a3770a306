import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element by {namespace}local; members in their order, texts as text. */
export interface Element { name: string, text: string, members: Element[] }

const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, parseAttributeValue: false, ignoreDeclaration: true })
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
export const DTO = 'lg.com.br/api/dto/v1'

type Node = Record<string, unknown> & { ':@'?: Record<string, string>, '#text'?: string }

/** The root of a document, names with their namespaces; undefined: it is no XML. */
export function elementIn (text: string): Element | undefined {
  if (XMLValidator.validate(text) !== true) return undefined
  return resolved(parser.parse(text) as Node[], {})[0]
}

function resolved (nodes: Node[], scope: Record<string, string>): Element[] {
  return nodes.flatMap((node) => {
    const tag = Object.keys(node).find((each) => each !== ':@' && each !== '#text')
    if (tag === undefined) return []
    const declared = Object.entries(node[':@'] ?? {}).flatMap(([name, value]) => /^xmlns(:|$)/.test(name) ? [[name.slice(6), value]] : [])
    const inside = { ...scope, ...Object.fromEntries(declared) as Record<string, string> }
    const [prefix, local] = tag.includes(':') ? tag.split(':') as [string, string] : ['', tag]
    const children = node[tag] as Node[]
    return [{ name: `{${inside[prefix] ?? ''}}${local}`, text: children.map((each) => each['#text'] ?? '').join(''), members: resolved(children, inside) }]
  })
}

/** The member with a namespace and a name. */
export const member = (element: Element | undefined, namespace: string, ...path: string[]): Element | undefined =>
  path.reduce<Element | undefined>((found, name) => found?.members.find((each) => each.name === `{${namespace}}${name}`), element)

export const soap = (element: Element | undefined, ...path: string[]): Element | undefined => element?.name === `{${ENVELOPE}}Envelope` ? member(element, ENVELOPE, ...path) : undefined

export type Tree = { [name: string]: Tree | Tree[] | string | number | null | undefined }

/** Members as elements of the data's namespace; null is nil. */
export function markup (tree: Tree): string {
  return Object.entries(tree).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each) => {
    if (each === undefined) return ''
    if (each === null) return `<a:${name} i:nil="true"/>`
    return `<a:${name}>${typeof each === 'object' ? markup(each) : escaped(String(each))}</a:${name}>`
  })).join('')
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const envelope = (body: string): string => `<s:Envelope xmlns:s="${ENVELOPE}"><s:Body>${body}</s:Body></s:Envelope>`

export const answer = (namespace: string, operation: string, result: Tree): string =>
  envelope(`<${operation}Response xmlns="${namespace}"><${operation}Result xmlns:a="${DTO}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">${markup(result)}</${operation}Result></${operation}Response>`)

export const fault = (code: string, text: string): string => envelope(`<s:Fault><faultcode>s:${code}</faultcode><faultstring xml:lang="pt-BR">${escaped(text)}</faultstring></s:Fault>`)
