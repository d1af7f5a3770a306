import t from 'tap'
import { faultsOf } from '../../../src/domain/validate.ts'
import { destinationOf, destinations } from '../../../src/destinations/index.ts'
import { complete, Credentials, Options } from '../../../src/destinations/pulses/options.ts'

const faults = (options: unknown) => faultsOf(Options, options).map(({ pointer }) => pointer)

t.test('no option is needed, and each has the default of the design', async (t) => {
  t.same(faults({}), [])
  const { scope, known, mapping, operations, ...rest } = complete({})
  t.same(operations, { create: true, update: true, end: true, erase: false })
  t.same(rest, {
    requests_per_second: 2,
    concurrency: 1,
    auth_scheme: 'raw',
    multi_value: 'string',
    number_format: '{employee_number}',
    email_from: ['work_email'],
    unit_business_from: 'department',
    groups_from: ['groups'],
    groups_mode: 'add',
    block_during: ['leave', 'vacation'],
    unknown_value: 'hold',
    move_reports: 'hold',
    move_subordinates_field: 'move_subordinates',
    move_subordinates_as: 'boolean',
    contract_end_as: 'TC',
    rehire: 'hold',
    clear: 'hold',
    hire_lead_days: 0,
    terminate_on: 'date',
    terminate_at: '00:00',
    confirm: true
  })
  t.same([scope, known, mapping], [{ worker_types: ['employee', 'intern', 'apprentice'] }, {}, {}])
})

t.test('what may be said', async (t) => {
  for (const good of [
    { move_reports: true }, { move_reports: 'hold' }, { groups_from: 'department' }, { groups_from: ['groups', 'custom.squad'] }, { known: { job_titles: ['Analista'] } },
    { mapping: { gender: 'gender', position: null, 'custom_attributes.shirt size': 'custom.shirt' } }, { scope: { worker_types: ['partner'] } }, { requests_per_second: 50 }
  ]) t.same(faults(good), [], JSON.stringify(good))
})

t.test('what may not', async (t) => {
  for (const bad of [
    { move_reports: 'true' }, { multi_value: 'json' }, { mapping: { salary: 'department' } }, { mapping: { name: 'salary' } }, { requests_per_second: 0 }, { terminate_at: '24:00' },
    { colour: 'red' }, { email_from: [] }
  ]) t.equal(faults(bad).length > 0, true, JSON.stringify(bad))
  t.equal(faultsOf(Credentials, { token: 'x', scores_token: 'y' }).length, 1, 'the token of the scores is never asked for')
})

t.test('a platform is found by its kind', async (t) => {
  t.same(destinations.map(({ kind }) => kind), [...new Set(destinations.map(({ kind }) => kind))])
  t.equal(destinationOf('pulses')?.settleMs, 30_000)
  t.equal(destinationOf('nothing'), undefined)
})
