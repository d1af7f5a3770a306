import type { Call, Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { registersOf, shownIn, type Change } from '../accounts/findings.ts'
import * as calls from './calls.ts'
import { KEY } from './fields.ts'
import { STATE } from './lines.ts'
import type { ProgicOptions } from './options.ts'

/** What Progic reads from us is published, and nothing is called. */
const calling = (call: () => Call, { direction }: ProgicOptions): Call[] => direction === 'pull' ? [] : [call()]

export const create = (changes: Change[], options: ProgicOptions): Step => ({
  kind: 'create', effect: 'creates', registers: ['hire', ...registersOf(changes)], brakes: ['hires'], calls: calling(() => calls.creates(changes, options), options), changes: shownIn(changes)
})

/** Writes everything to the account that was removed and is still shown. */
export const reactivate = (known: KnownAccount, changes: Change[], options: ProgicOptions): Step => ({
  ...create(changes, options), kind: 'reactivate', calls: calling(() => calls.updates(known, changes, options), options), changes: [...shownIn(changes), { field: STATE, from: 'ended', to: 'active' }]
})

/**
 * Plain fields first, then what others rest on, each for itself: refused, or braked, it keeps back nothing else. After a
 * refusal that named no field they go one by one.
 */
export function update (known: KnownAccount, changes: Change[], options: ProgicOptions, isRekey: (change: Change) => boolean): Step[] {
  const plain = changes.filter((each) => !isRekey(each))
  const rekeys = changes.filter(isRekey)
  const portions = [
    ...known.notes?.split === true ? plain.map((each) => [each]) : [plain],
    ...rekeys.filter(({ field }) => !KEY.includes(field)).map((each) => [each]),
    rekeys.filter(({ field }) => KEY.includes(field))
  ]
  return portions.filter((portion) => portion.length > 0).map((portion): Step => ({
    kind: portion.some(isRekey) ? 'rekey' : 'update',
    effect: 'changes',
    registers: registersOf(portion),
    brakes: portion.some(isRekey) ? ['rekeys'] : [],
    calls: calling(() => calls.updates(known, portion, options), options),
    changes: shownIn(portion)
  }))
}

/** A removal: nothing of the account is left, and there is no other end. */
export const end = (known: KnownAccount, options: ProgicOptions): Step => ({
  kind: 'end', effect: 'ends', registers: ['termination'], brakes: ['endings'], calls: calling(() => calls.removes(known, options), options), changes: [{ field: STATE, from: known.fields[STATE] ?? 'active', to: 'ended' }]
})
