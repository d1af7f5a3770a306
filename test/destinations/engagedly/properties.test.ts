import fc from 'fast-check'
import t from 'tap'
import type { Fields } from '../../../src/domain/fields.ts'
import type { Known } from '../../../src/domain/known.ts'
import { ANA, desiredOf, stage } from './stage.ts'

const REFERENCE = { work_email: 'bia@example.com' }

const moment = fc.record({
  kind: fc.constantFrom('active' as const, 'active' as const, 'leave' as const, 'vacation' as const, 'ended' as const, 'not_yet' as const),
  reason: fc.constantFrom('voluntary' as const, 'contract_end' as const, undefined),
  managed: fc.constantFrom('linked' as const, 'pending' as const, 'none' as const, undefined),
  fields: fc.record({
    job_title: fc.constantFrom('Analista', 'gerente ', 'Analsita', null),
    department: fc.constantFrom('Financeiro', 'Jurídico', null),
    business_unit: fc.constantFrom('Varejo', null),
    work_email: fc.constantFrom('ana.souza@example.com', 'ana.lima@example.com'),
    social_name: fc.constantFrom('Ana Clara Souza', null),
    mobile_phone: fc.constantFrom('+5511987654321', null),
    birth_date: fc.constantFrom('1990-02-28', '1990-03-01', null),
    custom: fc.constantFrom<Record<string, string | null>[]>({ Shirt: 'P' }, { Shirt: null }, { other: 'x' })
  }, { requiredKeys: [] })
})
const options = fc.record({
  identifier: fc.constantFrom('email', 'employee_id'),
  people: fc.constantFrom('active', 'active_and_onboarding', 'all'),
  unknown_value: fc.constantFrom('hold', 'reject', 'create'),
  reason_code: fc.constantFrom('hold', 'omit'),
  clear: fc.constantFrom('hold', 'skip', 'send'),
  rehire: fc.constantFrom('update', 'hold'),
  confirm: fc.boolean(),
  organisation: fc.boolean(),
  custom_attributes_as: fc.constantFrom('object', 'top_level'),
  block_during: fc.constantFrom<string[][]>([], ['leave'], ['leave', 'vacation'])
})
const variants = fc.record({ numericIds: fc.boolean(), patchNeedsRequired: fc.boolean(), blocksOnce: fc.boolean(), namedDates: fc.boolean() })
const ATTRIBUTES = [
  { key: 'custom-attribute-1', name: 'Cost centre', mandatory: true, preset: false, data_type: 'text' },
  { key: 'custom-attribute-2', name: 'Shirt', mandatory: false, preset: false, data_type: 'text' }
]

t.test('after any history, whatever the options and the organisation, nothing is left to do, and one account says what HR said last', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 5 }), options, variants, async (history, said, variants) => {
    const { settled, plan, control, clock } = await stage(t, { sandbox: { variants, attributes: ATTRIBUTES }, options: { ...said, mapping: { 'custom_attributes.Cost centre': 'cost_center' } } })
    const manager = control.seed({ first_name: 'Bia', last_name: 'Lima', email: REFERENCE.work_email })
    let known: Known = { kind: 'never_looked' }
    for (const [n, { kind, reason, managed, fields }] of history.entries()) {
      const record: Fields = {
        ...ANA,
        cost_center: '4711',
        ...fields,
        hire_date: `2026-03-${String(2 + n).padStart(2, '0')}`,
        leave: kind === 'leave' ? { from: '2026-03-01' } : null,
        ...(managed !== undefined && { managers: managed === 'none' ? [] : [REFERENCE] }),
        ...(kind === 'ended' && { termination: { date: '2026-03-10', ...(reason !== undefined && { reason }) } })
      }
      const desired = desiredOf(record, {
        state: kind === 'ended' || kind === 'not_yet' ? kind : 'active',
        onLeave: kind === 'leave',
        onVacation: kind === 'vacation',
        managers: managed === 'linked' ? [{ state: 'linked', remoteId: manager.id, reference: REFERENCE }] : managed === 'pending' ? [{ state: 'pending', why: 'not_there_yet', reference: REFERENCE }] : []
      })
      const done = await settled(desired, known)
      known = done.known
      const bad = done.outcomes.find((outcome) => outcome.kind !== 'delivered' && outcome.kind !== 'held')
      if (bad !== undefined) throw new Error(`a step ended in ${JSON.stringify(bad)}`)
      const { steps, holds } = await plan(desired, known)
      if (steps.length > 0) throw new Error(`left to do: ${steps.map((step) => step.kind).join(', ')}`)
      const strange = holds.filter(({ reason }) => !['unknown_value', 'reason_missing', 'rehire', 'clear'].includes(reason))
      if (strange.length > 0) throw new Error(`asked: ${JSON.stringify(strange)}`)
      const people = control.people().filter(({ id }) => id !== manager.id)
      if (people.length > 1) throw new Error('two accounts')
      const [person] = people
      const asked = holds.some(({ reason }) => reason === 'rehire' || reason === 'reason_missing')
      const isAway = (kind === 'leave' || kind === 'vacation') && said.block_during.includes(kind)
      if (kind === 'active' && !asked && person?.status !== 'Active') throw new Error('at work, and blocked')
      if (isAway && !asked && person?.status !== 'Blocked') throw new Error('away, and not blocked')
      if (kind === 'ended' && !asked && person !== undefined && person.status !== 'Blocked') throw new Error('gone, and not blocked')
      if (kind === 'active' && !asked && managed === 'linked' && person?.values.manager_id !== manager.id) throw new Error('not led')
      clock.at += 1000
    }
    return true
  }), { numRuns: Number(process.env.RUNS ?? 60) })
})
