import { createHash } from 'node:crypto'
import type { Incoming } from '../../domain/source.ts'
import { isObject, objectIn, type Json } from '../json.ts'
import { elementAt, elementsIn, xmlIn } from '../xml.ts'
import { plain } from './record.ts'

/** One message of an envelope, whatever form it came in. */
export interface Item { header: Json, contents: Json[] }

export type Envelope =
  | { kind: 'messages', form: 'json' | 'xml', isBatch: boolean, items: Item[] }
  | { kind: 'none', form: 'json' | 'xml', state: 'ignored' | 'unreadable', reason: string }

type Arrived = Pick<Incoming, 'headers' | 'body' | 'query'>

/** EAI's JSON, one message or Items; its older XML; and that XML's names written as JSON. */
export function envelopeIn (incoming: Arrived): Envelope {
  const isXml = /xml/i.test(incoming.headers['content-type'] ?? '') || /^\s*</.test(Buffer.from(incoming.body.subarray(0, 64)).toString('latin1').replace(/^ï»¿/, ''))
  if (isXml && incoming.body.length > 0) return envelopeInXml(textOfXml(incoming.body))
  const parsed = objectIn(incoming)
  if (!parsed.ok) return { kind: 'none', form: 'json', state: parsed.reading.kind === 'ignored' ? 'ignored' : 'unreadable', reason: 'reason' in parsed.reading ? parsed.reading.reason : '' }
  const list = memberOf(parsed.value, 'Items')
  if (Array.isArray(list)) return messages('json', true, list.map((each) => itemIn(isObject(each) ? each : {})))
  return messages('json', false, [itemIn(parsed.value)])
}

/** Older messages are in Windows-1252, which their first line says, or does not. */
function textOfXml (body: Uint8Array): string {
  const declared = /^[^>]{0,100}encoding=["'](iso-8859-1|windows-1252)/i.test(Buffer.from(body.subarray(0, 128)).toString('latin1'))
  try {
    return new TextDecoder(declared ? 'windows-1252' : 'utf-8', { fatal: true }).decode(body)
  } catch {
    return new TextDecoder('windows-1252').decode(body)
  }
}

function envelopeInXml (text: string): Envelope {
  const parsed = xmlIn(text)
  if (!parsed.ok) return { kind: 'none', form: 'xml', state: 'unreadable', reason: parsed.reason }
  const inBody = elementAt(parsed.value, 'Envelope', 'Body')
  const root = isObject(inBody) ? Object.values(inBody).find(isObject) ?? {} : parsed.value
  return messages('xml', false, [itemIn(root)])
}

const messages = (form: 'json' | 'xml', isBatch: boolean, items: (Item | undefined)[]): Envelope => {
  const known = items.map((item) => item ?? { header: {}, contents: [] })
  return !isBatch && items[0] === undefined
    ? { kind: 'none', form, state: 'unreadable', reason: 'There is neither Header and Content, nor Items, nor MessageInformation and BusinessContent.' }
    : { kind: 'messages', form, isBatch, items: known }
}

function itemIn (value: Json): Item | undefined {
  const message = memberOf(value, 'TOTVSMessage')
  const root = isObject(message) ? message : value
  const header = memberOf(root, 'Header')
  if (isObject(header)) return { header, contents: contentsIn(memberOf(root, 'Content')) }
  const information = memberOf(root, 'MessageInformation')
  if (!isObject(information)) return undefined
  const business = memberOf(root, 'BusinessMessage')
  const event = isObject(business) ? memberOf(business, 'BusinessEvent') : undefined
  return {
    header: { ...information, ...(isObject(event) && { Event: event.Event, Entity: event.Entity }) },
    contents: contentsIn(memberOf(isObject(business) ? business : root, 'BusinessContent'))
  }
}

const contentsIn = (content: unknown): Json[] => elementsIn(content).filter(isObject)

/** A member whatever the case of its first letters. */
function memberOf (value: Json, name: string): unknown {
  if (Object.hasOwn(value, name)) return value[name]
  const key = Object.keys(value).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : value[key]
}

/** What a header says; names are the same in both forms. */
export const headerText = ({ header }: Item, name: string): string | undefined => plain(memberOf(header, name))

/** Batches are asynchronous only: a single item that is not makes the sender's batch a wrong one. */
export const hasSynchronous = (items: Item[]): boolean => items.some((item) => /^sync/i.test(headerText(item, 'DeliveryType') ?? ''))

/** Header.UUID; of a batch its batchUUID, or what it holds. */
export function deliveryId (incoming: Arrived): string | undefined {
  const envelope = envelopeIn(incoming)
  if (envelope.kind === 'none') return undefined
  if (envelope.isBatch) return `batch:${plain(incoming.query?.batchUUID) ?? createHash('sha256').update(incoming.body).digest('hex')}`
  return envelope.items.map((item) => headerText(item, 'UUID'))[0]
}
