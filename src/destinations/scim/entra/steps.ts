import type { Step } from '../../../domain/destination.ts'
import type { KnownAccount, RemoteFields } from '../../../domain/known.ts'
import { registersOf, shownIn, type Change } from '../../accounts/findings.ts'
import { created } from '../body.ts'
import * as calls from '../calls.ts'
import type { ScimOptions } from '../options.ts'

const ENDING: Pick<Step, 'kind' | 'effect' | 'registers' | 'brakes'> = { kind: 'end', effect: 'ends', registers: ['termination'], brakes: ['endings'] }

/** Everything that is known to be meant, each time: the service finds out what of it is new, and a repetition does no harm. */
function upload (externalId: string, fields: RemoteFields, active: boolean, options: ScimOptions): Step['calls'] {
  const values = Object.entries({ ...fields, externalId }).filter(([field]) => field !== 'active').map(([field, to]) => ({ field, to }))
  return [calls.uploads([{ method: 'POST', path: '/Users', bulkId: '1', data: { ...created(values, options), active } }])]
}

const fieldsIn = (changes: Pick<Change, 'field' | 'to'>[]): RemoteFields => Object.fromEntries(changes.map(({ field, to }) => [field, to]))
const externalIdIn = (changes: Change[]): string => String(changes.find(({ field }) => field === 'externalId')?.to ?? '')
const activeTo = (to: boolean): Step['changes'][number] => ({ field: 'active', from: undefined, to })

export function create (changes: Change[], options: ScimOptions): Step {
  return { kind: 'create', effect: 'creates', registers: ['hire', ...registersOf(changes)], brakes: ['hires'], calls: upload(externalIdIn(changes), fieldsIn(changes), true, options), changes: [...shownIn(changes), activeTo(true)] }
}

export function reactivate ({ remoteId, fields }: KnownAccount, changes: Change[], options: ScimOptions): Step {
  const own = changes.filter(({ field }) => field !== 'externalId')
  const registers = ['hire', ...registersOf(own)]
  return { kind: 'reactivate', effect: 'creates', registers, brakes: ['hires'], calls: upload(remoteId, { ...fields, ...fieldsIn(own) }, true, options), changes: [...shownIn(own), activeTo(true)] }
}

/** What the brake counts goes by itself. */
export function update ({ remoteId, fields }: KnownAccount, changes: Change[], isRekey: (change: Change) => boolean, options: ScimOptions): Step[] {
  const parts = Object.entries(Object.groupBy(changes, (change) => isRekey(change) ? 'rekey' : 'update'))
  return parts.map(([kind, part]): Step => ({
    kind, effect: 'changes', registers: registersOf(part), brakes: kind === 'rekey' ? ['rekeys'] : [], calls: upload(remoteId, { ...fields, ...fieldsIn(part) }, true, options), changes: shownIn(part)
  }))
}

export const end = ({ remoteId, fields }: KnownAccount, options: ScimOptions): Step =>
  ({ ...ENDING, calls: upload(remoteId, fields, false, options), changes: [activeTo(false)] })

/** Of somebody whom we never uploaded. */
export const endUnseen = (changes: Change[], options: ScimOptions): Step =>
  ({ ...ENDING, kind: 'end_unseen', calls: upload(externalIdIn(changes), fieldsIn(changes), false, options), changes: [...shownIn(changes), activeTo(false)] })

/** The same once more. */
export const again = (known: KnownAccount, options: ScimOptions): Step => known.kind === 'ended'
  ? end(known, options)
  : { kind: 'update', effect: 'changes', registers: ['hire'], brakes: [], calls: upload(known.remoteId, known.fields, true, options), changes: [activeTo(true)] }
