import { isoOf } from '../../domain/calendar.ts'
import type { Incoming, Reading, WebhookAnswer } from '../../domain/source.ts'
import { shown } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { elementAt, elementsIn, namespaceOf, textOf, xmlIn, xmlOf } from '../xml.ts'
import { hintFor } from './hint.ts'
import type { Options } from './settings.ts'

const CURRENT = 'http://notification.event.successfactors.com'
const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/'

export const isXml = (body: Uint8Array): boolean => /^\uFEFF?\s*</.test(textIn(body.subarray(0, 100)))

/** Never throws: what is not UTF-8 comes with marks of replacement in it. */
const textIn = (body: Uint8Array): string => new TextDecoder().decode(body)

/** Events of one message, by local names alone: prefixes are not predictable. */
interface ExternalEvent { meta: unknown, events: unknown[] }

function externalEventIn (body: Uint8Array): ExternalEvent | { reason: string } {
  const parsed = xmlIn(textIn(body))
  if (!parsed.ok) return { reason: parsed.reason }
  const event = elementAt(parsed.value, 'Envelope', 'Body', 'ExternalEvent') ?? elementAt(parsed.value, 'ExternalEvent')
  if (event === undefined) return { reason: 'The SOAP body holds no ExternalEvent.' }
  return { meta: elementAt(event, 'externalEventMeta'), events: elementsIn(elementAt(event, 'events')).flatMap((events) => elementsIn(elementAt(events, 'event'))) }
}

/** An event says about whom, not what: everybody named is looked up. */
export function readExternalEvent ({ body }: Pick<Incoming, 'body'>, { events: known }: Options): Reading {
  const event = externalEventIn(body)
  if ('reason' in event) return { kind: 'unreadable', reason: event.reason }
  const type = textOf(elementAt(event.meta, 'type'))
  const word = type?.split('.').at(-1)
  if (word !== undefined && meaning(word, known) === 'ignore') return { kind: 'ignored', reason: `Events of the type ${shown(type)} are left alone.` }
  const ids = [...new Set(event.events.flatMap((each) => hintFor(namedIn(each)) ?? []))]
  return ids.length > 0
    ? { kind: 'hints', ids }
    : { kind: 'unreadable', reason: `No event of the message (${shown(type)}) names personIdExternal, perPersonUuid or userId, neither in entityKeys nor in params.` }
}

/** Keys and parameters together, as pairs of name and value. */
function namedIn (event: unknown): [string, string | undefined][] {
  const pairs = [['params', 'param'], ['entityKeys', 'entityKey']].flatMap(([list, item]) =>
    elementsIn(elementAt(event, list!)).flatMap((each) => elementsIn(elementAt(each, item!))))
  return pairs.map((pair) => [textOf(elementAt(pair, 'name')) ?? '', textOf(elementAt(pair, 'value'))])
}

/** One message is one by the id of its event and those inside it. A repost asks again on purpose. */
export function eventId ({ body }: Pick<Incoming, 'body'>): string | undefined {
  const event = isXml(body) ? externalEventIn(body) : { reason: '' }
  if ('reason' in event || textOf(elementAt(event.meta, 'repost')) === 'true') return undefined
  const id = textOf(elementAt(event.meta, 'externalEventId'))
  return id === undefined ? undefined : [id, ...event.events.flatMap((each) => textOf(elementAt(each, 'eventId')) ?? [])].join(' ')
}

/** What the sender expects: the namespace of its own message, and a status whose meaning receivers do not agree on. */
export function answerTo ({ body, receivedAt }: Pick<Incoming, 'body' | 'receivedAt'>, { answer_status: status = '0' }: Options): WebhookAnswer {
  const text = textIn(body)
  const event = externalEventIn(body)
  const envelope = namespaceOf(text, 'Envelope') ?? SOAP_11
  return {
    status: 200,
    type: `${envelope === SOAP_11 ? 'text/xml' : 'application/soap+xml'}; charset=utf-8`,
    body: xmlOf({
      'soap:Envelope': {
        '@xmlns:soap': envelope,
        'soap:Body': {
          'ns:ExternalEventResponse': {
            '@xmlns:ns': namespaceOf(text, 'ExternalEvent') || CURRENT,
            'ns:responsePayload': {
              'ns:entityId': 'meta' in event ? textOf(elementAt(event.meta, 'externalEventId')) ?? '' : '',
              'ns:status': status,
              'ns:statusDate': isoOf(receivedAt),
              'ns:statusDetails': 'received'
            }
          }
        }
      }
    })
  }
}
