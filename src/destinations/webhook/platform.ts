import { isDeepStrictEqual } from 'node:util'
import type { Desired, Step } from '../../domain/destination.ts'
import { ENDED_ALREADY } from '../../domain/fate.ts'
import type { Termination } from '../../domain/fields.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { newAccount } from '../accounts/after.ts'
import { isRekey } from '../accounts/differences.ts'
import type { Change, Finding } from '../accounts/findings.ts'
import type { Platform } from '../accounts/platform.ts'
import { END, END_AGAIN, endingOf, events, HIRE, states, UNDO, WHOLE_CHANGE, WHOLE_END, type Drafting } from './drafts.ts'
import { IDENTIFIERS, kindOf } from './fields.ts'
import type { WebhookOptions, WebhookSettings } from './options.ts'
import { fieldsIn, meantBy, unmappedIn, wholeOf } from './record.ts'

const REKEYS = [...IDENTIFIERS, 'managers']

const brakesOf = (changes: Change[]): Step['brakes'] => changes.some((change) => isRekey({ rekeys: REKEYS, kindOf }, change)) ? ['rekeys'] : []

/** How each way of telling says the same things. */
interface Telling {
  hire (changes: Change[], base: KnownAccount, desired: Desired, options: WebhookOptions): Step
  update (changes: Change[], known: KnownAccount, desired: Desired, options: WebhookOptions): Step[]
  end (how: typeof END, termination: Termination, base: KnownAccount, desired: Desired, options: WebhookOptions): Step
  undo (known: KnownAccount, desired: Desired, settings: WebhookSettings): Step
  whole (how: Drafting, changes: Change[], known: KnownAccount, desired: Desired, options: WebhookOptions): Step
}

/** Plain fields first, then who somebody is, then whom they report to: each may be braked without keeping back the others. */
const parts = (changes: Change[]) => [
  { kind: 'change', some: changes.filter(({ field }) => !REKEYS.includes(field)) },
  { kind: 'rename', some: changes.filter(({ field }) => IDENTIFIERS.includes(field)) },
  { kind: 'managers', some: changes.filter(({ field }) => field === 'managers') }
].filter(({ some }) => some.length > 0).map(({ kind, some }) =>
  ({ some, how: { kind, effect: 'changes' as const, brakes: brakesOf(some) } }))

const TELLING: Record<WebhookOptions['send'], Telling> = {
  events: {
    hire: events.hire,
    update: (changes, known, desired, options) => [
      ...parts(changes.filter(({ field }) => field !== 'leave')).map(({ how, some }) => (how.kind === 'rename' ? events.rename : events.change)(how, some, known, desired, options)),
      ...changes.filter(({ field }) => field === 'leave').map((change) => events.absence(change, known, desired, options))
    ],
    end: events.end,
    undo: events.undo,
    whole: events.whole
  },
  state: {
    hire: (...hired) => states.now(HIRE, ...hired),
    update: (changes, known, desired, options) => parts(changes).map(({ how, some }) => states.now(how, some, known, desired, options)),
    end: states.end,
    undo: (known, desired, settings) => states.now(UNDO, wholeOf(desired, known, settings), known, desired, settings.options),
    whole: states.now
  }
}

const tellingOf = ({ send }: WebhookOptions): Telling => TELLING[send]

/** A receiver, as planning sees it: it has whom and what it was told. */
export const RECEIVER: Platform<WebhookOptions> = {
  name: 'the receiver',
  kindOf,
  // Our own id always goes along: nobody is ever without one.
  identifiers: [],
  rekeys: REKEYS,
  cannotBeCleared: () => false,
  meant,
  unmapped: unmappedIn,
  lacking: () => [],
  create: (changes, desired, { options }) => tellingOf(options).hire(changes, newAccount(desired.employee), desired, options),
  update: (known, changes, desired, { options }) => tellingOf(options).update(changes, known, desired, options).map((step) => ({ step })),
  end: (desired, known, { options }) => desired.termination === undefined ? [] : [{ step: tellingOf(options).end(END, desired.termination, known, desired, options) }],
  endUnseen,
  endedOtherwise,
  rehire: { way: () => 'update', ways: {}, steps: (_way, desired, known, settings) => [{ step: back(desired, known, settings) }] }
}

/** Of the states one is a field of its own. */
function meant (desired: Desired, known: KnownAccount | undefined, settings: WebhookSettings): ReturnType<typeof meantBy> {
  const record = meantBy(desired, known, settings)
  if (settings.options.send === 'events' || desired.state === 'ended') return record
  return { ...record, meant: [...record.meant, { field: 'state', kind: 'word', value: desired.state, registers: ['hire_date'] }] }
}

/** Nothing was ever sent of them: whether the receiver may know them all the same is its owner's to say. */
function endUnseen (desired: Desired, settings: WebhookSettings, asked: boolean): Finding[] {
  const { options } = settings
  if (desired.termination === undefined || !(asked || options.endings_of_unsent === 'send')) return []
  const base = { ...newAccount(desired.employee), fields: fieldsIn(wholeOf(desired, undefined, settings)) }
  return [{ step: tellingOf(options).end(END, desired.termination, base, desired, options) }]
}

/** A corrected date or reason. Who came back and left again before anybody could be told is not hired only to be ended. */
function endedOtherwise (desired: Desired, known: KnownAccount, { options }: WebhookSettings): Finding[] {
  const { termination, fields: { hire_date: hired } } = desired
  if (termination === undefined || isDeepStrictEqual(known.fields.termination, endingOf(termination))) return []
  if (hired != null && hired > endedOn(known)) return [{ withheld: { field: 'termination', why: ENDED_ALREADY, registers: ['hire', 'termination'] } }]
  return [{ step: tellingOf(options).end(END_AGAIN, termination, known, desired, options) }]
}

/** A hire after the ending is another hire; without one the ending was taken back. */
function back (desired: Desired, known: KnownAccount, settings: WebhookSettings): Step {
  const { hire_date: hired } = desired.fields
  const telling = tellingOf(settings.options)
  if (hired == null || hired <= endedOn(known)) return telling.undo(known, desired, settings)
  return telling.hire(wholeOf(desired, known, settings), known, desired, settings.options)
}

const endedOn = ({ fields: { termination } }: KnownAccount): string =>
  typeof termination === 'object' && termination !== null && 'date' in termination ? termination.date! : ''

/** Once more, whole: a message may have arrived of which nobody knows. */
export function afterDoubt (desired: Desired, known: KnownAccount, settings: WebhookSettings): Step[] {
  const telling = tellingOf(settings.options)
  const changes = wholeOf(desired, known, settings, true)
  if (desired.state !== 'ended') return desired.inScope && known.kind === 'active' ? [telling.whole({ ...WHOLE_CHANGE, brakes: brakesOf(changes) }, changes, known, desired, settings.options)] : []
  return desired.termination === undefined ? [] : [telling.end(WHOLE_END, desired.termination, known, desired, settings.options)]
}
