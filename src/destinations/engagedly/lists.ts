import type { Call, Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { tidy } from '../../domain/text.ts'
import { accountIn, refusing, writtenIn } from '../accounts/after.ts'
import { idIn, isObject } from '../accounts/exchange.ts'
import { FORMS, NUMBER } from './body.ts'
import * as calls from './calls.ts'
import { hasMore } from './directory.ts'
import { CODES } from './ending.ts'
import { exchange, unexpected, type EngagedlyContext } from './exchange.ts'
import { attributeField, isListed, LISTS } from './lines.ts'
import { ATTRIBUTES, MANDATORY, NO, YES } from './mandatory.ts'
import { wrongIn, type Wrong } from './answers.ts'

export interface Entry { label: string, remoteId: string }
type Listed = { entries: Entry[], isNumber: boolean } | { outcome: Outcome }

const MOST_PAGES = 400
const FRESH_MS = 60_000
const NAMES = ['name', 'title', 'label']

/** What can be written by id, the reasons for blocking somebody, and what the organisation demands. */
export const readLists = (_step: Step, _desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> => readAll(known, context)

export async function readAll (known: Known, context: EngagedlyContext): Promise<Outcome> {
  const { learn, options } = context
  for (const list of options.organisation ? Object.values(LISTS) : []) {
    const read = await entriesOf(list, context)
    if ('outcome' in read) return read.outcome
    await learn(FORMS, read.isNumber ? [{ label: list, remoteId: NUMBER }] : [])
    await learn(list, read.entries)
  }
  const attributes = await whole(calls.attributes(), context)
  if ('outcome' in attributes) return attributes.outcome
  const custom = attributesIn(attributes.data)
  await learn(ATTRIBUTES, custom.map(({ key, label }) => ({ label, remoteId: key })))
  await learn(MANDATORY, custom.map(({ key, mandatory }) => ({ label: attributeField(key), remoteId: mandatory ? YES : NO })))
  const reasons = await whole(calls.reasons(), context)
  if ('outcome' in reasons) return reasons.outcome
  // Last of all: whoever plans meanwhile must not take what is not read yet for what there is not.
  await learn(CODES, codesIn(reasons.data), true)
  return { kind: 'delivered', known }
}

/** A list that was read longer ago says little about why an id of it is refused: it is read again, once. Undefined: it is fresh. */
export async function readIfOld (wrong: readonly Wrong[], known: Known, context: EngagedlyContext): Promise<Outcome | undefined> {
  const { readAt = -Infinity } = context.catalogue
  return wrong.some(({ field }) => isListed(field)) && context.now() - readAt > FRESH_MS ? await readAll(known, context) : undefined
}

/** A list that the keys may not see, or that is not there, is an empty one: what is in it is asked about. */
async function whole (call: Call, context: EngagedlyContext): Promise<{ data: unknown[] } | { outcome: Outcome }> {
  const all: unknown[] = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    // Whether these have pages is not documented: only one that says so is asked for more.
    const reply = await exchange(page === 1 ? call : { ...call, path: `${call.path}?page=${page}` }, context)
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    if (reply.kind === 'refusal') return reply.why === 'forbidden' || reply.why === 'not_found' ? { data: all } : { outcome: unexpected(reply.why) }
    const { data, pagination } = isObject(reply.body) ? reply.body : {}
    const found = Array.isArray(data) ? data : []
    all.push(...found)
    if (found.length === 0 || !isObject(pagination) || pagination.has_more !== true) break
  }
  return { data: all }
}

async function entriesOf (list: string, context: EngagedlyContext): Promise<Listed> {
  const entries: Entry[] = []
  let isNumber = false
  for (let page = 1; page <= MOST_PAGES; page++) {
    const reply = await exchange(calls.page(list, page), context)
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    if (reply.kind === 'refusal') return reply.why === 'forbidden' || reply.why === 'not_found' ? { entries, isNumber } : { outcome: unexpected(reply.why) }
    const data = isObject(reply.body) && Array.isArray(reply.body.data) ? reply.body.data : []
    const found = entriesIn(data).filter(({ remoteId }) => !entries.some((each) => each.remoteId === remoteId))
    isNumber ||= data.some((each) => isObject(each) && typeof each.id === 'number')
    entries.push(...found)
    if (found.length === 0 || !hasMore(reply.body, page, data.length)) break
  }
  return { entries, isNumber }
}

const labelIn = (value: Record<string, unknown>, names: readonly string[]): string => {
  const text = names.map((name) => value[name]).find((each) => typeof each === 'string' && tidy(each) !== '')
  return typeof text === 'string' ? tidy(text) : ''
}

/** Never throws. */
export function entriesIn (data: unknown): Entry[] {
  return [data].flat().flatMap((each) => {
    const remoteId = isObject(each) ? idIn(each.id) : undefined
    const label = isObject(each) ? labelIn(each, NAMES) : ''
    return remoteId === undefined || label === '' ? [] : [{ label, remoteId }]
  })
}

/** Codes of the organisation with their labels; a bare text is both. Never throws. */
export function codesIn (data: unknown): Entry[] {
  return [data].flat().flatMap((each) => {
    if (typeof each === 'string' && tidy(each) !== '') return [{ label: tidy(each), remoteId: tidy(each) }]
    if (!isObject(each)) return []
    const code = [each.code, each.block_reason_code, each.id, each.value].find((one) => typeof one === 'string' || typeof one === 'number')
    if (code === undefined) return []
    return [{ label: labelIn(each, [...NAMES, 'reason', 'block_reason', 'description']) || String(code), remoteId: String(code) }]
  })
}

/** The organisation's own attributes; those that every account has are fields. Never throws. */
export function attributesIn (data: unknown): { key: string, label: string, mandatory: boolean }[] {
  return [data].flat().flatMap((each) => {
    if (!isObject(each) || each.preset === true) return []
    // Its key is what it is called in a body, wherever that stands.
    const own = Object.values(each).find((one) => typeof one === 'string' && one.startsWith('custom-attribute-'))
    const key = [own, each.key, each.attribute_key, each.slug, each.id].find((one) => typeof one === 'string' || typeof one === 'number')
    if (key === undefined) return []
    const names = ['label', 'display_name', ...NAMES].filter((name) => each[name] !== key)
    return [{ key: String(key), label: labelIn(each, names) || String(key), mandatory: each.mandatory === true }]
  })
}

/** Makes a department, business, location or title. Should somebody have made it meanwhile, theirs is taken. */
export async function addEntry (step: Step, _desired: Desired, known: Known, context: EngagedlyContext): Promise<Outcome> {
  const [call] = step.calls
  const list = call!.path.slice(1)
  const [{ field, to: label }] = step.changes as [Step['changes'][number]]
  const reply = await exchange(call!, context)
  if (reply.kind === 'stop') return reply.outcome
  const account = accountIn(known)!
  if (reply.kind === 'ok') {
    const data = isObject(reply.body) ? [reply.body.data].flat()[0] : undefined
    const id = isObject(data) ? idIn(data.id) : undefined
    if (id === undefined) return { kind: 'unknown', code: 'no_id' }
    await context.learn(list, [{ label: String(label), remoteId: id }])
    return { kind: 'delivered', known }
  }
  if (reply.why === 'duplicate') {
    const read = await entriesOf(list, context)
    if ('outcome' in read) return read.outcome
    await context.learn(list, read.entries)
    if (context.catalogue.find(list, String(label)) !== undefined) return { kind: 'delivered', known }
  }
  if (reply.why === 'unrecognised' || reply.why === 'payment') return unexpected(reply.why)
  const code = wrongIn(reply.body)[0]?.code || reply.why
  return { kind: 'held', reason: 'refused_value', known: refusing(account, field, writtenIn(step, field) ?? null, 'refused_value', `entry:${code}`) }
}
