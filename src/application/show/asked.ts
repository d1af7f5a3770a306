import type { Ask } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { ALL } from '../../domain/fate.ts'
import type { Fields } from '../../domain/fields.ts'
import type { AskedField, HoldFacts } from '../../domain/hold-facts.ts'
import { labelKey } from '../../domain/text.ts'
import type { EventContent } from '../../postgres/record/events.ts'
import type { ShownHoldRow } from '../../postgres/show/holds.ts'
import type { Keys } from '../../postgres/vault.ts'
import { contentOf } from '../deliver/link-content.ts'
import type { HoldContent } from '../interpret/hold.ts'
import type { Mirror } from '../interpret/refresh.ts'

/** What a stored question is about, opened. People whom an event may mean come without their names. */
export function factsOf (row: ShownHoldRow, keys: Keys): HoldFacts {
  const common = { reason: row.reason, sameCause: Math.max(1, row.same_cause), accounts: [], people: [], faults: [] }
  return row.link === null ? { ...common, ...aboutEvent(row, keys) } : { ...common, ...aboutLink(row, keys) }
}

type Found<F extends keyof HoldFacts> = Pick<HoldFacts, F>

function aboutEvent (row: ShownHoldRow, keys: Keys): Found<'variant' | 'type' | 'fields' | 'people' | 'ending' | 'faults'> {
  const { why, employees, faults = [], draft } = keys.open<HoldContent>(row.sealed)
  const { who, match } = keys.open<EventContent>(row.said!)
  return {
    variant: why,
    ...(row.type !== null && { type: row.type }),
    fields: why === 'unusable'
      ? faults.map(({ pointer }) => missing(pointer, draft?.body as Record<string, unknown> | undefined))
      : Object.entries(match ?? who).map(([field, value]) => ({ field, register: field, value, asked: false })),
    people: employees.map((id) => ({ id })),
    ending: false,
    faults
  }
}

/** What makes an event unusable. Only a text of the first level can be filled in; whoever has no identifier at all gets a number. */
function missing (pointer: string, body: Record<string, unknown> = {}): AskedField {
  const [first = 'employee_number', ...rest] = pointer.split('/').slice(1)
  const value = body[first]
  return { field: first, register: first, ...(value !== undefined && { value }), asked: rest.length === 0 && !['match', 'leave', 'termination'].includes(first) }
}

function aboutLink (row: ShownHoldRow, keys: Keys): Found<'variant' | 'destination' | 'fields' | 'accounts' | 'ending' | 'said' | 'offers'> {
  const ask = keys.open<Ask>(row.sealed)
  const { known } = contentOf({ keys }, { sealed: row.there, known: row.known ?? 'never_looked' })
  const { fields } = row.mirror === null ? { fields: {} } : keys.open<Mirror>(row.mirror)
  const variant = variantOf(ask, known, row)
  return {
    ...(variant !== undefined && { variant }),
    ...(row.destination !== null && { destination: row.destination }),
    fields: fieldsIn(ask, known, fields),
    accounts: accountsIn(known),
    ending: ask.registers.includes('termination'),
    said: ask.detail,
    ...(ask.offers && { offers: ask.offers })
  }
}

function variantOf ({ reason, asked, field, registers }: Ask, known: Known, { employee_state: state }: ShownHoldRow): string | undefined {
  if (reason === 'brake') return asked.split(':')[0]
  if (reason === 'protected') return registers.includes('termination') ? 'ending' : undefined
  if (reason === 'unknown_person') return state === 'leaver' ? 'ending' : undefined
  if (reason !== 'identity_conflict') return undefined
  return field !== undefined ? 'field' : accountsIn(known).length === 0 ? 'unseen' : undefined
}

function accountsIn (known: Known): string[] {
  if (known.kind === 'absent') return known.conflict?.ids ?? []
  return known.kind === 'never_looked' ? [] : [known.remoteId]
}

const IDENTITY = ['number', 'cpf', 'work_email']

/** The values in question. A question about the whole person shows what tells people apart. */
function fieldsIn (ask: Ask, known: Known, fields: Fields): AskedField[] {
  const { field, registers, reason } = ask
  const account = known.kind === 'active' || known.kind === 'ended' ? known : undefined
  if (field !== undefined) {
    const value = account?.refused?.[field]?.value ?? narrowed(registers.map((register) => valueOf(register, fields)).find((each) => each != null), ask)
    const there = account?.fields[field]
    return [{ field, register: registers[0] ?? field, ...(value !== undefined && { value }), ...(there !== undefined && { there }), asked: true }]
  }
  const whole = registers.includes('hire') || registers.includes(ALL)
  const shown = !whole ? registers : reason === 'rehire' ? ['hire_date'] : IDENTITY
  return shown.flatMap((register) => {
    const value = valueOf(register, fields)
    return value == null ? [] : [{ field: register === 'number' ? 'employee_number' : register, register, value, asked: !whole }]
  })
}

function valueOf (register: string, fields: Fields): unknown {
  if (register === 'number') return fields.employee_number
  if (register === 'name') return fields.full_name
  if (register.startsWith('custom.')) return fields.custom?.[register.slice('custom.'.length)]
  return fields[register as keyof Fields]
}

/** Of a list, the entries that the question itself names. */
function narrowed (value: unknown, { asked }: Ask): unknown {
  if (!Array.isArray(value)) return value
  const named = value.filter((each) => typeof each === 'string' && asked.includes(labelKey(each)))
  return named.length > 0 ? named : value
}
