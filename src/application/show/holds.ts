import { isoOf } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Language } from '../../domain/faults.ts'
import { choicesOf } from '../../domain/hold-choices.ts'
import { questionOf } from '../../domain/hold-facts.ts'
import type { Caller } from '../../domain/principal.ts'
import type { EventView } from '../../domain/views/event.ts'
import type { HoldView } from '../../domain/views/hold.ts'
import { findMirrors } from '../../postgres/show/employees.ts'
import { findHoldRows, listHoldRows, type HoldsWanted, type ShownHoldRow } from '../../postgres/show/holds.ts'
import type { Keys } from '../../postgres/vault.ts'
import { factsOf } from './asked.ts'
import { nameIn } from './names.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { pageOf } from './pages.ts'
import type { Showing } from './showing.ts'

/** One question, with the answers that make sense and the body of each. */
export async function findHold (needs: Showing, caller: Caller, id: string): Promise<HoldView> {
  const [hold] = await shown(needs, caller, await findHoldRows(needs.pool, caller.tenant, [id]))
  if (hold === undefined) throw new Refusal('not_found', 'There is no such hold.')
  return hold
}

/** Questions, newest first. */
export async function listHolds (needs: Showing, caller: Caller, filter: HoldsWanted, page: PageRequest): Promise<Page<HoldView>> {
  const read = (limit: number) => listHoldRows(needs.pool, caller.tenant, filter, page.after?.sequence, limit)
  return pageOf(page, read, ({ seq }) => ({ sequence: seq, index: 0 }), (rows) => shown(needs, caller, rows))
}

/** The question alone, as events and links show it. */
export function briefOf (row: ShownHoldRow, keys: Keys, language: Language): NonNullable<EventView['hold']> {
  return { id: row.id, reason: row.reason, detail: questionOf(factsOf(row, keys), language) }
}

async function shown ({ pool, vault }: Showing, { tenant, language }: Caller, rows: ShownHoldRow[]): Promise<HoldView[]> {
  if (rows.length === 0) return []
  const keys = await vault.keysOf(pool, tenant)
  const asked = rows.map((row) => ({ row, facts: factsOf(row, keys) }))
  const people = await findMirrors(pool, tenant, [...new Set(asked.flatMap(({ facts }) => facts.people.map(({ id }) => id)))])
  const names = new Map(people.map(({ id, sealed }) => [id, nameIn(keys, sealed)]))
  return asked.map(({ row, facts }) => viewOf(row, { ...facts, people: facts.people.map(({ id }) => ({ id, ...named(names.get(id)) })) }, keys, language))
}

const named = (name: string | undefined) => name === undefined ? {} : { name }

function viewOf (row: ShownHoldRow, facts: ReturnType<typeof factsOf>, keys: Keys, language: Language): HoldView {
  return {
    id: row.id,
    status: row.state,
    reason: row.reason,
    detail: questionOf(facts, language),
    fields: facts.fields.map(({ field, value, there }) => ({ field, ...(value !== undefined && { value }), ...(there !== undefined && { there }) })),
    employee_id: row.employee,
    event_id: row.only_event,
    destination: row.destination,
    cause: row.cause,
    same_cause: facts.sameCause,
    choices: row.state === 'open' ? choicesOf(facts, language) : [],
    ...(row.answer !== null && { answer: keys.open<Record<string, unknown>>(row.answer) }),
    created_at: isoOf(row.created_at),
    decided_at: row.decided_at === null ? null : isoOf(row.decided_at),
    decided_by: row.decided_by
  }
}
