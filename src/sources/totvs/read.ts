import { dateFrom } from '../dates.ts'
import { rowDraft, type Told } from '../../domain/reading.ts'
import type { Draft, Incoming, Reading } from '../../domain/source.ts'
import { instantOf } from '../../domain/calendar.ts'
import { isObject, shown, type Json } from '../json.ts'
import { envelopeIn, hasSynchronous, headerText, type Item } from './envelope.ts'
import { companyCodeOf, idOf, keyOfContent, plain, type Key, type Product } from './record.ts'
import { row } from './row.ts'
import type { Options } from './settings.ts'

type ItemReading = Draft[] | { state: 'ignored' | 'unreadable', reason: string }

/** EAI's transaction Employee: each message is the full row of one contract, or says that the contract was deleted. */
export async function read (incoming: Pick<Incoming, 'headers' | 'body' | 'query'>, options: Options): Promise<Reading> {
  const envelope = envelopeIn(incoming)
  if (envelope.kind === 'none') return { kind: envelope.state, reason: envelope.reason }
  const { isBatch, items } = envelope
  if (isBatch && items.length === 0) return { kind: 'ignored', reason: 'A batch without items.' }
  if (isBatch && hasSynchronous(items)) return { kind: 'unreadable', reason: 'The batch holds a synchronous item: batches are asynchronous only, so all of it is refused.' }
  const readings = await Promise.all(items.map((item) => readItem(item, options)))
  const isSimple = incoming.query?.batchType === 'simpleBatch'
  const drafts = readings.flatMap((each, i) => Array.isArray(each) ? each : isSimple && each.state === 'unreadable' ? [asked(items[i]!)] : [])
  const others = readings.flatMap((each) => Array.isArray(each) ? [] : [each])
  const failed = others.find(({ state }) => state === 'unreadable')
  if (failed !== undefined && (!isSimple || others.length === items.length)) return { kind: 'unreadable', reason: isBatch ? `Nothing of the batch is taken. ${failed.reason}` : failed.reason }
  if (drafts.length > 0) return { kind: 'drafts', drafts }
  return { kind: 'ignored', reason: others[0]?.reason ?? 'It says nothing.' }
}

/** In a simple batch items fail alone: what is not understood of one is held as a question, in its own place. */
function asked (item: Item): Draft {
  const [content = {}] = item.contents
  const key = keyOfContent(content)
  return { type: 'upsert', body: { ...(key && whoIs(productOf(item, content), key)), termination: { date: 'not understood' } } }
}

const whoIs = (product: Product, key: Key): Json => ({ source_id: idOf(product, key), employee_number: key.code, company_code: companyCodeOf(product, key) })

async function readItem (item: Item, options: Options): Promise<ItemReading> {
  const type = headerText(item, 'Type')
  const transaction = headerText(item, 'Transaction') ?? headerText(item, 'Entity')
  if (type !== undefined && !/^business/i.test(type)) return { state: 'ignored', reason: `Messages of the type ${shown(type)} say nothing about people.` }
  if (transaction === undefined) return { state: 'unreadable', reason: 'Header.Transaction does not say what it is about.' }
  if (transaction.toLowerCase() !== 'employee') return { state: 'ignored', reason: `The transaction ${shown(transaction)} does not change a person's record.` }
  const event = (headerText(item, 'Event') ?? 'upsert').toLowerCase()
  if (event !== 'upsert' && event !== 'delete') return { state: 'unreadable', reason: `The event ${shown(event)} is not known: upsert and delete are read.` }
  if (item.contents.length === 0) return { state: 'unreadable', reason: 'There is no content.' }
  const drafts: Draft[] = []
  for (const content of item.contents) {
    const draft = await draftOf(item, event, content, options)
    if ('state' in draft) return draft
    drafts.push(draft)
  }
  return drafts
}

async function draftOf (item: Item, event: 'upsert' | 'delete', content: Json, options: Options): Promise<Draft | { state: 'ignored' | 'unreadable', reason: string }> {
  const product = productOf(item, content)
  const key = keyOfContent(content)
  if (key === undefined) return { state: 'unreadable', reason: 'The content has no CompanyId or no Code (nor an InternalId): whom is it about?' }
  const generated = headerText(item, 'GeneratedOn')
  const occurredAt = generated === undefined || instantOf(generated) === undefined ? {} : { occurred_at: generated }
  const day = generated === undefined ? undefined : dateFrom(generated)
  if (event === 'delete') {
    if (options.deleted === 'ignore') return { state: 'ignored', reason: 'Deletions are left alone (options.deleted).' }
    const date = dateFrom(plain(content.DemissionDate) ?? '') ?? day
    return { type: 'termination', body: { ...whoIs(product, key), ...(date !== undefined && { date }), ...(options.default_reason !== undefined && { reason: options.default_reason }), source_reason: 'delete', ...occurredAt } }
  }
  const reading = await row({ product, content }, options)
  if (reading.kind !== 'row') return { state: reading.kind === 'ignored' ? 'ignored' : 'unreadable', reason: reading.reason }
  const { told } = reading
  // Whether the other one is there, only a read of everybody sees.
  if (told.standing === 'transferred') return { state: 'ignored', reason: 'The contract goes on under another number, whose message tells of it.' }
  const { body } = rowDraft(idOf(product, key), { ...told, body: { ...told.body, ...untold(told, content) } }, {}, 0, 'UTC')
  // A message does not know what was said before it: since when somebody is away is the day it was made.
  if (told.standing === 'away' && told.leave?.from === undefined) body.leave = day === undefined ? undefined : { from: day }
  return { type: 'upsert', body: { ...body, ...occurredAt } }
}

/** Whoever works is not away; and without a date there is no ending any more, if a situation says so. */
function untold ({ standing, termination }: Told, { EmployeeSituation: situation }: Json): Json {
  if (standing !== 'active' || situation === undefined || situation === null || situation === '') return {}
  return { leave: null, ...(termination === undefined && { termination: null }) }
}

/** Products name themselves; one that does not and tells a branch in its key is Protheus. */
function productOf (item: Item, { InternalId: id }: Json): Product {
  const name = `${headerText(item, 'ProductName') ?? headerText(item, 'SourceApplication') ?? ''}`.toLowerCase()
  const product = isObject(item.header.Product) ? String(item.header.Product['@name'] ?? '').toLowerCase() : ''
  if (/protheus/.test(name + product)) return 'PROTHEUS'
  if (/\brm\b|^rm/.test(name) || /^rm/.test(product)) return 'RM'
  return typeof id === 'string' && id.split('|').length > 2 ? 'PROTHEUS' : 'RM'
}
