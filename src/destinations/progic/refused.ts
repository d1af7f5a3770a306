import type { Step } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { refusing } from '../accounts/after.ts'
import { isObject } from '../accounts/exchange.ts'
import type { Reply } from './exchange.ts'
import { EXTRA, isExtra } from './fields.ts'
import type { ProgicOptions } from './options.ts'
import { at } from './paths.ts'

/** Which of our fields an answer says it refuses, by its name in JSON; undefined: it names none that was sent. */
export function refusedField ({ body }: Extract<Reply, { kind: 'refusal' }>, { changes }: Pick<Step, 'changes'>, options: ProgicOptions): string | undefined {
  const told = options.errors.field === undefined ? [] : namesIn(at(body, options.errors.field))
  return changes.map(({ field }) => field).find((field) => namesOf(field, options).some((name) => told.some((each) => isOf(each, name))))
}

/** A name, a list of names, or an object that has them as keys: {"workEmail": ["is not valid"]}. */
function namesIn (told: unknown): string[] {
  if (isObject(told)) return Object.keys(told)
  return [told].flat().filter((each) => typeof each === 'string')
}

const namesOf = (field: string, { names, extra }: ProgicOptions): string[] =>
  [names[field], isExtra(field) && extra !== undefined ? `${extra.path}.${field.slice(EXTRA.length)}` : undefined].filter((name) => name !== undefined)

/** `employee.pin`, `$.employee.pin`, `/employee/pin`, `pin`: one name. Case does not count. */
function isOf (told: string, name: string): boolean {
  const plain = (text: string) => text.replace(/^[$/.]+/, '').replaceAll('/', '.').toLowerCase()
  return plain(told) === plain(name) || plain(told) === plain(name).split('.').at(-1)
}

/** A value that is somebody else's stays behind alone, and is another question than one that is not wanted. */
export const withoutTaken = (account: KnownAccount, { field, to }: Step['changes'][number]): KnownAccount => refusing(account, field, to, 'identity_conflict', 'in_use')

/** A value that Progic does not want stays behind alone. */
export const withoutField = (step: Step, account: KnownAccount, field: string, code: string): KnownAccount =>
  refusing(account, field, step.changes.find((each) => each.field === field)?.to ?? null, 'refused_value', code)
