import type { Step } from '../../domain/destination.ts'
import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import type { Register } from '../../domain/view/registers.ts'
import { registersOf, shownIn, type Change } from '../accounts/findings.ts'
import { bodyOf, companions } from './body.ts'
import * as calls from './calls.ts'
import { attributeOf, IDENTIFIERS, kindOf, MANAGERS } from './lines.ts'
import type { EngagedlySettings } from './options.ts'

/** `blocked`: the account of somebody who has left, made and blocked at once. */
export function create (changes: Change[], settings: EngagedlySettings, blocked?: { code: string | undefined }): Step {
  const made = { kind: 'create', effect: 'creates', registers: ['hire', ...registersOf(changes)], brakes: ['hires'], calls: [calls.creates(bodyOf(changes, settings))], changes: shownIn(changes) } satisfies Step
  if (blocked === undefined) return made
  return { ...made, kind: 'create_blocked', registers: [...made.registers, 'termination'], calls: [...made.calls, calls.deactivates(NEW, blocked.code)], changes: [...made.changes, { field: 'status', from: undefined, to: 'Blocked' }] }
}

/** Stands for the id that the first call of a step gives. */
export const NEW = '{id}'

/** Plain fields, then identifiers, then managers, then the status: each may be refused, or braked, without keeping back the others. */
export function update (known: KnownAccount, changes: Change[], meant: ReadonlyMap<string, RemoteValue>, settings: EngagedlySettings, isRekey: (change: Change) => boolean): Step[] {
  const isLeader = ({ field }: Change): boolean => MANAGERS.includes(field) || (kindOf(field) === 'ids' && field === 'hr_managers')
  const status = changes.filter(({ field }) => field === 'status')
  const parts = {
    update: changes.filter((each) => each.field !== 'status' && !IDENTIFIERS.includes(each.field) && !isLeader(each)),
    rekey: changes.filter(({ field }) => IDENTIFIERS.includes(field)),
    managers: changes.filter(isLeader)
  }
  const patches = Object.entries(parts).flatMap(([kind, part]) => {
    // After a refusal that named no field they go one by one.
    const portions = known.notes?.split === true ? part.map((each) => [each]) : part.length > 0 ? [part] : []
    return portions.map((portion): Step => {
      const values = [...portion, ...companions(known, portion, meant, settings), ...attributesBeside(portion, known)]
      return { kind, effect: 'changes', registers: registersOf(portion), brakes: portion.some(isRekey) ? ['rekeys'] : [], calls: [calls.updates(known.remoteId, bodyOf(values, settings))], changes: shownIn(portion) }
    })
  })
  return [...patches, ...status.map((change) => absence(known, change, settings))]
}

/** Whether custom attributes are merged or replaced is not known: those that stand there go along with one that changes. */
function attributesBeside (portion: Change[], { fields }: KnownAccount): { field: string, to: RemoteValue }[] {
  if (!portion.some(({ field }) => attributeOf(field) !== undefined)) return []
  return Object.entries(fields).flatMap(([field, to]) => attributeOf(field) !== undefined && to !== null && !portion.some((each) => each.field === field) ? [{ field, to }] : [])
}

/** Away, or back: nobody ends. */
function absence ({ remoteId }: KnownAccount, change: Change, { options }: EngagedlySettings): Step {
  const call = change.to === 'Blocked' ? calls.deactivates(remoteId, options.absence_reason) : calls.activates(remoteId)
  return { kind: change.to === 'Blocked' ? 'block' : 'unblock', effect: 'changes', registers: change.registers, brakes: [], calls: [call], changes: shownIn([change]) }
}

/** `isBlocked`: for an absence, already. Without a reason to tell there is nothing left to call. */
export function end ({ remoteId, fields, notes }: KnownAccount, code: string | undefined, isBlocked: boolean): Step {
  const changes = [{ field: 'status', from: fields.status, to: 'Blocked' }, ...(code === undefined ? [] : [{ field: 'block_reason_code', from: undefined, to: code }])]
  // Whose account was made only to be blocked loses nothing by it.
  return { kind: 'end', effect: 'ends', registers: ['termination'], brakes: notes?.made_blocked === true ? [] : ['endings'], calls: isBlocked && code === undefined ? [] : [calls.deactivates(remoteId, code)], changes }
}

/** The account of somebody who is back: what else differs follows when it has been read. */
export const activate = ({ remoteId, fields }: KnownAccount): Step =>
  ({ kind: 'activate', effect: 'creates', registers: ['hire'], brakes: ['hires'], calls: [calls.activates(remoteId)], changes: [{ field: 'status', from: fields.status, to: 'Active' }] })

/** A department, business, location or title that Engagedly does not have yet. */
export const addsEntry = (list: string, label: string, field: string, registers: Register[], { options }: EngagedlySettings): Step =>
  ({ kind: 'entry', effect: 'changes', registers, brakes: [], calls: [calls.adds(list, { [options.entry_name]: label })], changes: [{ field, from: undefined, to: label }] })
