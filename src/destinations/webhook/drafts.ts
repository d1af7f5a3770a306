import type { Desired, Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import type { Termination } from '../../domain/fields.ts'
import { registersOf, shownIn, type Change } from '../accounts/findings.ts'
import { isBlank } from '../accounts/kinds.ts'
import { isOfRecord, mayGo } from './fields.ts'
import { WHOLE, WHOLE_ENDING } from './doubt.ts'
import type { WebhookOptions, WebhookSettings } from './options.ts'
import { dataOf, fieldsIn, spanIn, whoIs } from './record.ts'

/** What a message is going to say, before it has its id, its time and its envelope. */
export interface Draft { type: string, data: Record<string, unknown> }

export interface Drafting { kind: string, effect: Step['effect'], registers?: string[], brakes?: Step['brakes'] }

/** A step that carries its draft where its body will be. */
const step = ({ kind, effect, registers = [], brakes = [] }: Drafting, changes: Change[], draft: Draft): Step =>
  ({ kind, effect, registers: [...new Set([...registers, ...registersOf(changes)])], brakes, calls: [{ method: 'POST', path: '', body: draft, statusOnly: true }], changes: shownIn(changes) })

export const HIRE: Drafting = { kind: 'hire', effect: 'creates', registers: ['hire'], brakes: ['hires'] }
export const END: Drafting = { kind: 'termination', effect: 'ends', registers: ['termination'], brakes: ['endings'] }
/** Another date or reason than was sent: nobody ends by it who was not to. */
export const END_AGAIN: Drafting = { ...END, kind: 'termination_again', brakes: [] }
export const UNDO: Drafting = { kind: 'undo', effect: 'changes', registers: ['hire', 'termination'] }
export const WHOLE_CHANGE: Drafting = { kind: WHOLE, effect: 'changes' }
export const WHOLE_END: Drafting = { ...END_AGAIN, kind: WHOLE_ENDING }

type Base = Pick<KnownAccount, 'remoteId' | 'fields'>

/** What has changed, as one event each. */
export const events = {
  hire: (changes: Change[], { remoteId }: Base, desired: Desired, options: WebhookOptions): Step => {
    const said = changes.filter(({ field }) => field !== 'leave')
    return step(HIRE, said, { type: 'hire', data: { source_id: remoteId, ...dataOf(fieldsIn(said), desired, options) } })
  },
  change: (how: Drafting, changes: Change[], base: Base, desired: Desired, options: WebhookOptions): Step =>
    step(how, changes, { type: 'change', data: { ...whoIs(base, options), ...dataOf(fieldsIn(changes), desired, options) } }),
  /** The old names say who is meant, the new ones are what is new. */
  rename: (how: Drafting, changes: Change[], base: Base, desired: Desired, options: WebhookOptions): Step =>
    step(how, changes, { type: 'change', data: { match: whoIs(base, options), ...dataOf(fieldsIn(changes), desired, options) } }),
  absence: (change: Change, base: Base, { today, told }: Desired, options: WebhookOptions): Step => {
    const span = spanIn(change.to)
    if (span !== null) return step({ kind: 'leave', effect: 'changes' }, [change], { type: 'leave', data: { ...whoIs(base, options), ...span } })
    return step({ kind: 'return', effect: 'changes' }, [change], { type: 'return', data: { ...whoIs(base, options), date: told?.('leave')?.on ?? today } })
  },
  end: (how: Drafting, termination: Termination, base: Base, _desired: Desired, options: WebhookOptions): Step =>
    step(how, [endIn(termination, base)], { type: 'termination', data: { ...whoIs(base, options), ...saidOf(termination) } }),
  undo: (base: Base, _desired: Desired, { options }: WebhookSettings): Step =>
    step(UNDO, [{ field: 'termination', from: base.fields.termination, to: null, registers: [] }], { type: 'change', data: { ...whoIs(base, options), termination: null } }),
  /** Everything, when nobody knows what has arrived: an absence or an ending may have, or new identifiers. */
  whole: (how: Drafting, changes: Change[], base: Base, desired: Desired, options: WebhookOptions): Step =>
    step(how, changes, { type: 'change', data: { match: { source_id: base.remoteId }, ...mayGo('leave', options) && { leave: null }, ...dataOf(fieldsIn(changes), desired, options), termination: null } })
}

/** The whole record each time. */
export const states = {
  /** `base` with these changes in it. */
  now: (how: Drafting, changes: Change[], base: Base, desired: Desired, options: WebhookOptions): Step => {
    const state: Change = { field: 'state', from: base.fields.state, to: desired.state === 'not_yet' ? 'not_yet' : 'active', registers: [] }
    const ended: Change[] = how.kind === 'undo' || how.kind === 'hire' ? [{ field: 'termination', from: base.fields.termination, to: null, registers: [] }] : []
    const said = [...changes.filter(({ field }) => field !== 'state'), state, ...isBlank(base.fields.termination) ? [] : ended]
    return step(how, said, { type: 'state', data: recordOf(said, base, desired, options) })
  },
  end: (how: Drafting, termination: Termination, base: Base, desired: Desired, options: WebhookOptions): Step => {
    const said = [endIn(termination, base), { field: 'state', from: base.fields.state, to: 'leaver', registers: [] }]
    return step(how, said, { type: 'state', data: { ...recordOf(said, base, desired, options), termination: saidOf(termination) } })
  }
}

function recordOf (changes: Change[], { remoteId, fields }: Base, desired: Desired, options: WebhookOptions): Record<string, unknown> {
  const now: RemoteFields = { ...Object.fromEntries(Object.entries(fields).filter(([field]) => isOfRecord(field) && mayGo(field, options))), ...fieldsIn(changes) }
  return { source_id: remoteId, state: now.state, ...dataOf(now, desired, options), ...(now.termination === null && { termination: null }) }
}

/** The HR system's own wording of a reason is kept here, and never sent. */
const saidOf = ({ source_reason: _, ...termination }: Termination): Omit<Termination, 'source_reason'> => termination

const endIn = (termination: Termination, { fields }: Base): Change =>
  ({ field: 'termination', from: fields.termination, to: endingOf(termination), registers: [] })

/** An ending in the form in which it is remembered. */
export const endingOf = (termination: Termination): RemoteValue =>
  Object.fromEntries(Object.entries(saidOf(termination)).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]).sort())
