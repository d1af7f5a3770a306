import { rowDraft, type Told } from '../../domain/reading.ts'
import type { Draft, Incoming, Reading } from '../../domain/source.ts'
import { isObject, shown, type Json } from '../json.ts'
import { meaning, valueAt } from '../mapping/lookup.ts'
import { toldAs } from '../mapping/row.ts'
import { headerOf } from '../verify/headers.ts'
import { bodyIn } from './body.ts'
import { dateReader, momentFrom } from './dates.ts'
import { objectAt, textAt, wordBy } from './lookup.ts'
import { EVENTS, type Event, type Options } from './options.ts'
import { defaultsFor, row } from './row.ts'

type Message = Pick<Incoming, 'headers' | 'path' | 'body'>
/** One entry of a message, and what stands around it. */
interface Entry { item: Json, body: unknown, record: Json | undefined, id: string | undefined }
type Said = { hint: string } | { draft: Draft } | { unreadable: string } | 'nothing'

const KNOWN = Object.fromEntries(EVENTS.map((event) => [event, event])) as Record<string, Event>
const IDENTIFIERS = ['employee_number', 'company_code', 'cpf', 'work_email', 'source_id']

/** Statements or hints, as the owner says what the names of events mean. All entries of a message are read, or none. */
export async function read (message: Message, options: Options): Promise<Reading> {
  const parsed = bodyIn(message)
  if (!parsed.ok) return parsed.reading
  const items = itemsIn(parsed.value, options)
  if (items === undefined) return { kind: 'unreadable', reason: options.items_path === undefined ? 'The body is neither an object nor a list of them.' : 'options.items_path leads to no list of objects in this message.' }
  const said: Said[] = []
  for (const item of items) said.push(await saidBy(message, entryOf(item, parsed.value, options), options))
  const unreadable = said.find((each) => typeof each === 'object' && 'unreadable' in each)
  if (unreadable !== undefined) return { kind: 'unreadable', reason: (unreadable as { unreadable: string }).unreadable }
  const drafts = said.flatMap((each) => typeof each === 'object' && 'draft' in each ? [each.draft] : [])
  const hints = said.flatMap((each) => typeof each === 'object' && 'hint' in each ? [each.hint] : [])
  if (drafts.length > 0 && hints.length > 0) return { kind: 'unreadable', reason: 'Some entries are to be looked up and others to be believed: a message can only be one of them. Let all its events mean look.' }
  if (hints.length > 0) return { kind: 'hints', ids: [...new Set(hints)] }
  return drafts.length > 0 ? { kind: 'drafts', drafts } : { kind: 'ignored', reason: items.length === 0 ? 'The message is about nobody.' : 'Events of this name are left alone.' }
}

function itemsIn (body: unknown, { items_path: path }: Options): Json[] | undefined {
  const found = path === undefined ? body : valueAt(body, path)
  const items = Array.isArray(found) ? found : isObject(found) ? [found] : found === '' || (found === null && path !== undefined) ? [] : undefined
  return items?.every(isObject) === true ? items : undefined
}

function entryOf (item: Json, body: unknown, { record_path: path, id_path: idPath = 'id' }: Options): Entry {
  const record = path === undefined ? item : objectAt(item, path) as Json | undefined
  const whole = record === undefined ? undefined : { ...record, _message: body }
  const id = textAt([whole ?? {}, { ...item, _message: body }], idPath)
  return { item, body, record: whole, id: id === undefined || id.length > 255 ? undefined : id }
}

async function saidBy (message: Message, entry: Entry, options: Options): Promise<Said> {
  const event = await eventOf(message, entry, options)
  if (typeof event === 'object') return event
  if (event === 'ignore') return 'nothing'
  if (event === 'look') return entry.id === undefined ? { unreadable: 'options.id_path leads to no id, so nobody can be looked up.' } : { hint: entry.id }
  if (entry.record === undefined) return { unreadable: 'options.record_path leads to no object in this message.' }
  return await (event === 'upsert' ? upsert(entry, entry.record, options) : statement(event, entry, entry.record, options))
}

/** By a segment of the URL, then by what the entry or the body says, then by a header. */
async function eventOf ({ path, headers }: Message, { item, body }: Entry, options: Options): Promise<Event | { unreadable: string }> {
  const byPath = path.find((segment): segment is Event => (EVENTS as readonly string[]).includes(segment))
  if (byPath !== undefined) return byPath
  const { event_path: rule, event_header: header, event_default: otherwise } = options
  const name = (rule === undefined ? undefined : await wordBy([item, body], rule)) ?? (header === undefined ? undefined : headerOf({ headers }, header))
  const found = name === undefined ? undefined : meaning(name, options.events as Record<string, Event>, KNOWN)
  if (found ?? otherwise !== undefined) return (found ?? otherwise)!
  return { unreadable: name === undefined ? 'Nothing says what happened: set options.event_path, event_header or event_default, or let the URL end in /hire, /change, …' : `The event ${shown(name)} is not known: say in options.events what it means.` }
}

/** The full current row, whose status counts. */
async function upsert (entry: Entry, record: Json, options: Options): Promise<Said> {
  const reading = await row(record, options)
  if (reading.kind === 'ignored') return 'nothing'
  if (reading.kind === 'unclear') return { unreadable: reading.reason }
  const { standing, leave } = reading.told
  const effective = effectiveOf(entry, options)
  const from = leave?.from ?? effective
  if (standing === 'away' && from === undefined) return { unreadable: 'The record says that somebody is away, but not since when: map leave_from, or let the event mean look.' }
  const told: Told = standing === 'away' ? { ...reading.told, leave: { ...leave, from } } : reading.told
  // The clock is not asked: an absence has its first day by now.
  const { type, body: { source_id: _, ...body } } = rowDraft('', told, {}, 0, 'UTC')
  return { draft: { type, body: { ...enveloped(entry, options), ...body } } }
}

async function statement (type: Exclude<Event, 'upsert' | 'look' | 'ignore'>, entry: Entry, record: Json, options: Options): Promise<Said> {
  const { body, termination, leave } = await toldAs(type === 'termination' ? 'ended' : 'active', record, defaultsFor(options), options)
  const effective = effectiveOf(entry, options)
  const common = enveloped(entry, options)
  const who = { ...common, ...Object.fromEntries(Object.entries(body).filter(([name]) => IDENTIFIERS.includes(name))) }
  switch (type) {
    case 'hire': return { draft: { type, body: { ...common, ...body } } }
    case 'change': return { draft: { type, body: { ...common, ...body, ...leave?.from !== undefined && { leave }, ...effective !== undefined && { effective_on: effective } } } }
    case 'termination': return { draft: { type, body: { ...who, ...effective !== undefined && { date: effective }, ...termination } } }
    case 'leave': return { draft: { type, body: { ...who, ...effective !== undefined && { from: effective }, ...leave } } }
    case 'return': return { draft: { type, body: { ...who, ...effective !== undefined && { date: effective } } } }
  }
}

function enveloped ({ record, body, id }: Entry, { occurred_at_path: path }: Options): Json {
  const moment = path === undefined ? undefined : textAt([record, body], path)
  const occurred = moment === undefined ? undefined : momentFrom(moment)
  return { ...id !== undefined && { source_id: id }, ...occurred !== undefined && { occurred_at: occurred } }
}

function effectiveOf ({ record, body }: Entry, options: Options): string | undefined {
  const { effective_path: path } = options
  const text = path === undefined ? undefined : textAt([record, body], path)
  return text === undefined ? undefined : dateReader(options)(text)
}
