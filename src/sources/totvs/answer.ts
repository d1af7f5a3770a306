import type { Incoming, WebhookAnswer } from '../../domain/source.ts'
import type { Json } from '../json.ts'
import { xmlOf } from '../xml.ts'
import { envelopeIn, hasSynchronous, headerText, type Item } from './envelope.ts'

/** What a synchronous sender waits for: we give no keys of our own, so the list of them is empty. */
const RETURNED = { ReturnContent: { ListOfInternalId: [] } }

export function answer (incoming: Pick<Incoming, 'headers' | 'body' | 'query'>): WebhookAnswer {
  const envelope = envelopeIn(incoming)
  if (envelope.kind === 'none') return envelope.form === 'xml' ? xml(undefined) : json(200, { Content: RETURNED })
  const { items, isBatch, form } = envelope
  if (form === 'xml') return xml(items[0])
  if (!isBatch) return json(200, responseTo(items[0]!))
  return hasSynchronous(items)
    ? json(400, { code: '400', message: 'The batch is refused.', detailedMessage: 'Batches are asynchronous only, and an item of this one is synchronous.' })
    : json(200, { Items: items.map(responseTo) })
}

const HEADERS = ['UUID', 'SubType', 'Event', 'Transaction', 'Version', 'DeliveryType'] as const

function headerOf (item: Item): Json {
  const told = HEADERS.flatMap((name) => {
    const text = headerText(item, name)
    return text === undefined ? [] : [[name, text] as const]
  })
  return { Type: 'ResponseMessage', ...Object.fromEntries(told), SourceApplication: 'CRACHA', ProductName: 'CRACHA' }
}

const responseTo = (item: Item): Json => {
  const { UUID: uuid, ...rest } = headerOf(item)
  return {
    Header: { ...(uuid !== undefined && { UUID: uuid }), ...rest },
    Content: { ...(uuid !== undefined && { ReceivedMessage: { UUID: uuid } }), ProcessingInformation: { Status: 'OK' }, ...RETURNED }
  }
}

const json = (status: number, body: Json): WebhookAnswer => ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) })

const xml = (item: Item | undefined): WebhookAnswer => ({
  status: 200,
  type: 'application/xml; charset=utf-8',
  body: xmlOf({
    TOTVSMessage: {
      MessageInformation: { ...(item !== undefined && headerOf(item)), Type: 'Response' },
      ResponseMessage: { ProcessingInformation: { Status: 'OK' }, ReturnContent: { ListOfInternalId: '' } }
    }
  })
})
