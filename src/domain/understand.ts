import { instantOf, type Instant } from './calendar.ts'
import type { EventType } from './event.ts'
import type { Fault } from './faults.ts'
import { IDENTIFIER_NAMES, type Fields, type Identifiers, type Reference } from './fields.ts'
import { canonical } from './formats.ts'
import { STATEMENTS, type Statement, type Statements } from './statement.ts'
import { hasControls, isPlain, tidy } from './text.ts'
import { faultsOf } from './validate.ts'

/** How far a sender's clock may be ahead of ours. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000

const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])
const ENVELOPE = new Set(['type', 'occurred_at', 'event_id', 'match', 'effective_on', 'source_id'])

export type Understood = { ok: true, statement: Statement } | { ok: false, faults: Fault[] }

/**
 * The statement that a parsed JSON body makes, or everything that is wrong with it. Strict, as REST is: nothing is guessed
 * and nothing is left out. `now` is arrival, for the tolerance of the sender's clock. `schemas` says what each type has to have.
 */
export function understand (type: EventType, body: unknown, now: Instant, schemas: Statements = STATEMENTS): Understood {
  const faults: Fault[] = []
  const tidied = tidyAll(body, [], faults)
  faults.push(...faultsOf(schemas[type], tidied).filter((fault) => !faults.some(({ pointer }) => pointer === fault.pointer)))
  if (faults.length > 0) return { ok: false, faults }
  const statement = statementOf(type, tidied as Record<string, unknown>)
  const broken = rulesBrokenBy(statement, now)
  return broken.length > 0 ? { ok: false, faults: broken } : { ok: true, statement }
}

/** A copy with every text in NFC and trimmed; texts and keys that no schema could allow are reported. `path` leads to the value. */
function tidyAll (value: unknown, path: (string | number)[], faults: Fault[]): unknown {
  if (typeof value === 'string') {
    if (isPlain(value)) return value
    if (hasControls(value)) faults.push({ pointer: pointerOf(path), code: 'control_character' })
    return tidy(value)
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each, i) => tidyAt(i, each, path, faults))
  const copy: Record<string, unknown> = {}
  for (const [key, each] of Object.entries(value)) {
    const name = tidy(key)
    if (RESERVED.has(name)) faults.push({ pointer: pointerOf([...path, name]), code: 'reserved_name' })
    else if (hasControls(key)) faults.push({ pointer: pointerOf(path), code: 'control_character' })
    else if (name === '' && path.length === 1 && path[0] === 'custom') faults.push({ pointer: pointerOf([...path, name]), code: 'empty' })
    else copy[name] = tidyAt(name, each, path, faults)
  }
  return copy
}

function tidyAt (step: string | number, value: unknown, path: (string | number)[], faults: Fault[]): unknown {
  path.push(step)
  const tidied = tidyAll(value, path, faults)
  path.pop()
  return tidied
}

const pointerOf = (path: (string | number)[]): string =>
  path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')

function statementOf (type: EventType, body: Record<string, unknown>): Statement {
  const { match, occurred_at: occurredAt, effective_on: effectiveOn } = body as { match?: Identifiers, occurred_at?: string, effective_on?: string }
  const who = canonical(pick(body, IDENTIFIER_NAMES.filter((name) => body[name] != null)) as Identifiers)
  return {
    type,
    who,
    ...(match !== undefined && { match: canonical(match) }),
    fields: canonical(fieldsOf(type, body)),
    ...(occurredAt !== undefined && { occurredAt: instantOf(occurredAt)! }),
    ...(effectiveOn !== undefined && { effectiveOn }),
    ...(type === 'return' && { effectiveOn: body.date as string })
  }
}

/** What a body says about the fields of the record. A leave and a return say `leave`, a termination says `termination`. */
function fieldsOf (type: EventType, body: Record<string, unknown>): Fields {
  const identifiers = pick(body, IDENTIFIER_NAMES.filter((name) => name in body && !ENVELOPE.has(name)))
  if (type === 'leave') return { ...identifiers, leave: pick(body, ['from', 'until']) } as Fields
  if (type === 'return') return { ...identifiers, leave: null } as Fields
  if (type === 'termination') {
    return { ...identifiers, termination: pick(body, ['date', 'reason', 'last_working_day', 'source_reason', 'move_reports']) } as Fields
  }
  return pick(body, Object.keys(body).filter((name) => !ENVELOPE.has(name))) as Fields
}

function pick (body: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const name of names) if (body[name] !== undefined) picked[name] = body[name]
  return picked
}

/** One identifier alone only says who is meant; a second kind beside it may be a new value. */
function saysNothing ({ who, match, fields }: Statement): boolean {
  if (match !== undefined) return Object.keys(fields).length === 0
  const kinds = Object.keys(who).filter((name) => name !== 'company_code').length
  return Object.keys(fields).every((name) => name in who) && kinds < 2
}

function rulesBrokenBy (statement: Statement, now: Instant): Fault[] {
  const { type, who, match, fields, occurredAt } = statement
  const faults: Fault[] = []
  const fail = (pointer: string, code: Fault['code'], params?: Fault['params']) => faults.push({ pointer, code, ...(params && { params }) })

  if (Object.keys(match ?? who).filter((name) => name !== 'company_code').length === 0) fail(match ? '/match' : '', 'no_identifier')
  if (occurredAt !== undefined && occurredAt > now + CLOCK_TOLERANCE_MS) fail('/occurred_at', 'in_the_future')
  if (type === 'change' && saysNothing(statement)) fail('', 'nothing_to_change')
  if (type === 'change' && fields.termination != null) fail('/termination', 'use_terminations')
  fields.managers?.forEach((manager, i) => { if (sameReference(manager, who, match)) fail(`/managers/${i}`, 'own_manager') })
  for (const span of ['leave', 'vacation'] as const) {
    const dates = fields[span]
    if (dates?.until !== undefined && dates.until < dates.from) fail(type === 'leave' ? '/until' : `/${span}/until`, 'order_of_dates', { field: 'until', other: 'from' })
  }
  const termination = fields.termination
  if (termination?.last_working_day !== undefined && termination.last_working_day > termination.date) {
    fail(type === 'termination' ? '/date' : '/termination/date', 'order_of_dates', { field: 'date', other: 'last_working_day' })
  }
  if (fields.birth_date != null && fields.hire_date != null && fields.hire_date < fields.birth_date) fail('/hire_date', 'order_of_dates', { field: 'hire_date', other: 'birth_date' })
  return faults
}

function sameReference (manager: Reference, ...selves: (Identifiers | undefined)[]): boolean {
  return selves.some((self) => self !== undefined && (
    (manager.cpf !== undefined && manager.cpf === self.cpf) ||
    (manager.work_email !== undefined && manager.work_email === self.work_email) ||
    (manager.source_id !== undefined && manager.source_id === self.source_id) ||
    (manager.employee_number !== undefined && manager.employee_number === self.employee_number && manager.company_code === self.company_code)))
}
