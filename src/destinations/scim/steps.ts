import type { Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { registersOf, shownIn, type Change } from '../accounts/findings.ts'
import { asList } from '../accounts/kinds.ts'
import { placeOf } from './attributes.ts'
import { created, operations, type Value } from './body.ts'
import * as calls from './calls.ts'
import { namesValues, updatesBy } from './features.ts'
import { REKEYS } from './lines.ts'
import type { ScimSettings } from './options.ts'

const activeTo = (from: boolean | undefined, to: boolean): Step['changes'][number] => ({ field: 'active', from, to })

export function create (changes: Change[], { options }: ScimSettings): Step {
  const body = { ...created(changes, options), active: true }
  return { kind: 'create', effect: 'creates', registers: ['hire', ...registersOf(changes)], brakes: ['hires'], calls: [calls.creates(body)], changes: [...shownIn(changes), activeTo(undefined, true)] }
}

/** Opens the account that has ended; what else has changed follows. */
export function reactivate (known: KnownAccount, settings: ScimSettings): Step {
  const changes = [activeTo(false, true)]
  return { kind: 'reactivate', effect: 'creates', registers: ['hire'], brakes: ['hires'], calls: writing(known, changes, settings), changes }
}

export function end (known: KnownAccount, settings: ScimSettings): Step {
  const changes = [activeTo(true, false)]
  return { kind: 'end', effect: 'ends', registers: ['termination'], brakes: ['endings'], calls: writing(known, changes, settings), changes }
}

/** Nothing of the account is left. */
export function erase (known: KnownAccount): Step {
  return { kind: 'erase', effect: 'erases', registers: ['termination'], brakes: ['endings'], calls: [calls.erases(known.remoteId)], changes: [activeTo(true, false)] }
}

/**
 * Plain fields first, then what others know somebody by, then the manager: each may be refused, or braked, without keeping
 * back the others. After a refusal that named no field they go one by one.
 */
export function update (known: KnownAccount, changes: Change[], settings: ScimSettings, isRekey: (change: Change) => boolean): Step[] {
  const kindOf = ({ field }: Change): string => field === 'manager' ? 'manager' : REKEYS.includes(field) ? 'rekey' : 'update'
  const parts = Map.groupBy(changes, kindOf)
  return ['update', 'rekey', 'manager'].flatMap((kind) => {
    const part = parts.get(kind) ?? []
    const portions = part.length > 1 && asList(known.notes?.split).includes(kind) ? part.map((each) => [each]) : part.length > 0 ? [part] : []
    return portions.map((portion): Step => ({
      kind, effect: 'changes', registers: registersOf(portion), brakes: portion.some(isRekey) ? ['rekeys'] : [], calls: writing(known, portion, settings), changes: shownIn(portion)
    }))
  })
}

/**
 * The calls of a change. Where the resource, or a list of it, can only be replaced as a whole, it is read first: then what is
 * written is what was read with the changes in it, and a preview shows the changes alone.
 */
function writing (known: KnownAccount, values: Value[], settings: ScimSettings): Step['calls'] {
  const { remoteId } = known
  const read = calls.reads(remoteId)
  if (updatesBy(settings) === 'put') return [read, calls.replaces(remoteId, created(values, settings.options))]
  const patch = calls.patches(remoteId, operations(values, known, settings.options))
  return isWhole(known, values, settings) ? [read, patch] : [patch]
}

function isWhole ({ notes }: KnownAccount, values: Value[], settings: ScimSettings): boolean {
  const lists = values.flatMap(({ field }) => {
    const { name, type } = placeOf(field, settings.options.extension)
    return type === undefined ? [] : [name]
  })
  return lists.length > 0 && (!namesValues(settings) || lists.some((name) => asList(notes?.nameless).includes(name)))
}
