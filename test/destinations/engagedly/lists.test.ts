import t from 'tap'
import { account, ANA, desiredOf, stage } from './stage.ts'

t.test('a title that Engagedly does not list is asked about, and the account is made without it', async (t) => {
  const { settled, person, answer, titled } = await stage(t)
  const { plan, known } = await settled(desiredOf({ ...ANA, job_title: 'Analsita' }))
  t.match(plan.holds, [{ reason: 'unknown_value', field: 'job_title' }])
  t.equal(person().values.job_title, undefined)
  answer(plan, 'unknown_value', { values: { job_title: 'Analista' } })
  await settled(desiredOf({ ...ANA, job_title: 'Analsita' }), known)
  t.equal(person().values.job_title, titled('Analista'))
})

t.test('created where the tenant allows it: once, by its name, and then written by its id', async (t) => {
  const { settled, person, writes, control } = await stage(t, { options: { unknown_value: 'create' } })
  const { known } = await settled(desiredOf({ ...ANA, department: 'Jurídico' }))
  t.match(writes().map(({ method, path }) => `${method} ${path}`), ['POST /users', 'POST /departments', `PATCH /users/${account(known).remoteId}`])
  t.same(person().values.departments, [control.entry('departments', 'Jurídico').id])
  t.equal(control.world.lists.departments.length, 3)
})

t.test('an entry that Engagedly refuses keeps back its own field', async (t) => {
  const { settled, person, fail } = await refusing(t)
  const { plan, known } = await settled(desiredOf({ ...ANA, department: 'Jurídico' }))
  t.equal(known.kind, 'active')
  t.match(plan.holds, [{ reason: 'refused_value', field: 'departments' }])
  t.equal(person().values.birth_date, '1990-02-28')
  t.same(fail, [])
})

async function refusing (t: Parameters<typeof stage>[0]) {
  const staged = await stage(t, { options: { unknown_value: 'create', entry_name: 'label' } })
  return { ...staged, fail: [] }
}

t.test('an id that is refused has the lists read again: somebody may have made the title anew', async (t) => {
  const { settled, control, titled, clock } = await stage(t)
  const { known } = await settled(desiredOf(ANA))
  control.world.lists.job_titles = []
  const anew = titled('Gerente')
  clock.at += 3_600_000
  const changed = await settled(desiredOf({ ...ANA, job_title: 'Gerente' }), known)
  t.same(changed.plan.holds, [])
  t.equal(control.people()[0]?.values.job_title, anew)
  control.world.lists.locations = []
  const other = control.entry('locations', 'Recife').id
  clock.at += 3_600_000
  t.match((await settled(desiredOf({ employee_number: '2', full_name: 'Bia Lima', work_email: 'bia@example.com', location: 'Recife' }))).outcomes.at(-1), { kind: 'delivered' })
  t.equal(control.people()[1]?.values.location, other)
})

t.test('left as it is there where the tenant says so', async (t) => {
  const { settled, person } = await stage(t, { options: { unknown_value: 'reject' } })
  const { plan } = await settled(desiredOf({ ...ANA, department: 'Jurídico' }))
  t.same(plan.holds, [])
  t.match(plan.withheld, [{ field: 'departments', why: 'unknown_value' }])
  t.equal(person().values.departments, undefined)
})

t.test('ids are written as they are shown: numbers where they are numbers', async (t) => {
  const { settled, last, control } = await stage(t, { sandbox: { variants: { numericIds: true } } })
  const { plan } = await settled(desiredOf(ANA))
  t.same(plan.holds, [])
  t.type((control.requests().find(({ method }) => method === 'POST')?.body as { job_title: unknown }).job_title, 'number')
  t.equal(last('PATCH'), undefined, 'and nothing is corrected afterwards')
})

const ATTRIBUTES = [
  { key: 'custom-attribute-1', name: 'Cost centre', mandatory: true, preset: false, data_type: 'text' },
  { key: 'custom-attribute-2', name: 'Shirt', mandatory: false, preset: false, data_type: 'dropdown', options: ['P', 'M'] }
]

t.test('a mandatory attribute that is missing is named before anything is called', async (t) => {
  const { deliver, writes } = await stage(t, { sandbox: { attributes: ATTRIBUTES } })
  const { plan } = await deliver(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'missing_required', detail: /Cost centre/ }])
  t.same(writes(), [])
})

t.test('mandatory attributes are in every body, of a create and of an update', async (t) => {
  for (const as of ['object', 'top_level']) {
    const { settled, last, person } = await stage(t, { sandbox: { attributes: ATTRIBUTES }, options: { custom_attributes_as: as, mapping: { 'custom_attributes.Cost centre': 'cost_center' } } })
    const { known } = await settled(desiredOf({ ...ANA, cost_center: '4711', custom: { Shirt: 'P', secret: 'x' } }))
    t.same(person().custom, { 'custom-attribute-1': '4711', 'custom-attribute-2': 'P' }, 'by their names, and only those that there are')
    const { plan } = await settled(desiredOf({ ...ANA, cost_center: '4711', custom: { Shirt: 'P' }, birth_date: '1990-03-01' }), known)
    t.same(plan.holds, [])
    t.same(last('PATCH')?.body, as === 'object' ? { birth_date: '1990-03-01', custom_attributes: { 'custom-attribute-1': '4711' } } : { birth_date: '1990-03-01', 'custom-attribute-1': '4711' })
  }
})

t.test('an attribute that has been mandatory since the lists were read is asked for by its name, and written', async (t) => {
  const { settled, control, person } = await stage(t, { sandbox: { attributes: [] }, options: { mapping: { 'custom_attributes.Cost centre': 'cost_center' } } })
  await settled(desiredOf({ employee_number: '1', full_name: 'Bia Lima', work_email: 'bia@example.com' }))
  control.world.attributes.push(ATTRIBUTES[0]!)
  const { plan } = await settled(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'missing_required', detail: /Cost centre/ }])
  await settled(desiredOf({ ...ANA, cost_center: '4711' }))
  t.same(person(1).custom, { 'custom-attribute-1': '4711' })
})

t.test('whoever lacks what is not demanded any more is made', async (t) => {
  const { settled, control, answer, later, person } = await stage(t, { sandbox: { attributes: [ATTRIBUTES[0]!] } })
  const { plan, known } = await settled(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'missing_required' }])
  control.world.attributes[0] = { ...ATTRIBUTES[0]!, mandatory: false }
  later(3_600_000)
  answer(plan, 'missing_required', {})
  await settled(desiredOf(ANA), known)
  t.equal(person().values.email, ANA.work_email)
})

t.test('an attribute that was made since the lists were read is written, too', async (t) => {
  const { settled, control, person, later } = await stage(t, { sandbox: { attributes: [] } })
  const { known } = await settled(desiredOf(ANA))
  control.world.attributes.push(ATTRIBUTES[1]!)
  later(3_600_000)
  await settled(desiredOf({ ...ANA, custom: { Shirt: 'P' } }), known)
  t.same(person().custom, { 'custom-attribute-2': 'P' })
})

t.test('a list that is not there is an empty one, and keeps nobody', async (t) => {
  const { settled, fail, person } = await stage(t)
  for (const path of [/locations/, /user-attributes/, /block-reason-codes/]) fail({ fault: { kind: 'answer', status: 404, body: '{"success":false,"error_type":"invalid_request_error"}' }, path })
  t.match((await settled(desiredOf(ANA))).plan.holds, [{ reason: 'unknown_value', field: 'location' }])
  t.equal(person().values.email, ANA.work_email)
})

t.test('an answer that said nothing is asked for again, and the second one counts', async (t) => {
  const { settled, answer, person, titled } = await stage(t)
  const typo = desiredOf({ ...ANA, job_title: 'Analsita' })
  const asked = await settled(typo)
  answer(asked.plan, 'unknown_value', { values: { other: 'x' } })
  const again = await settled(typo, asked.known)
  t.match(again.plan.holds, [{ reason: 'unknown_value', detail: /did not say/ }])
  answer(again.plan, 'unknown_value', { values: { job_title: 'Analista' } })
  t.same((await settled(typo, again.known)).plan.holds, [])
  t.equal(person().values.job_title, titled('Analista'))
})

t.test('a field that is demanded without being listed is asked for once it was refused', async (t) => {
  const { settled, deliver, person } = await stage(t, { sandbox: { variants: { demands: ['review_date'] } }, options: { mapping: { review_date: 'custom.review' } } })
  t.match((await deliver(desiredOf(ANA))).outcomes.at(-1), { kind: 'later', code: 'missing_field' })
  const { plan } = await settled(desiredOf(ANA))
  t.match(plan.holds, [{ reason: 'missing_required', detail: /review_date/ }])
  await settled(desiredOf({ ...ANA, custom: { review: '2026-09-01' } }))
  t.equal(person().values.review_date, '2026-09-01')
})

t.test('whoever demands first, last name and address in a PATCH gets them from then on', async (t) => {
  const { settled, writes, person } = await stage(t, { sandbox: { variants: { patchNeedsRequired: true } } })
  const { known } = await settled(desiredOf(ANA))
  const { plan, known: after } = await settled(desiredOf({ ...ANA, birth_date: '1990-03-01' }), known)
  t.same(plan.holds, [])
  t.equal(person().values.birth_date, '1990-03-01')
  t.same(writes().slice(1).map(({ status, body }) => [status, Object.keys(body as object).sort()]), [[422, ['birth_date']], [200, ['birth_date', 'email', 'first_name', 'last_name']]])
  await settled(desiredOf({ ...ANA, birth_date: '1990-03-02' }), after)
  t.equal(writes().length, 4)
  const bia = { employee_number: '2', full_name: 'Bia Lima', work_email: 'bia@example.com' }
  await settled(desiredOf({ ...bia, birth_date: '1990-03-02' }), (await settled(desiredOf(bia))).known)
  t.same(writes().slice(4).map(({ status }) => status), [201, 200], 'nobody else is refused for it')
})

t.test('only the field that is refused is held; everything else goes', async (t) => {
  const { settled, person } = await stage(t, { sandbox: { variants: { refuses: { phone_number: '+55' } } } })
  const { plan, known } = await settled(desiredOf(ANA))
  t.equal(known.kind, 'active')
  t.match(plan.holds, [{ reason: 'refused_value', field: 'phone_number' }])
  t.equal(person().values.email, ANA.work_email)
  const after = await settled(desiredOf({ ...ANA, mobile_phone: '+5511900000000', birth_date: '1990-03-01' }), known)
  t.match(after.plan.holds, [{ reason: 'refused_value', field: 'phone_number' }])
  t.equal(person().values.birth_date, '1990-03-01')
})

t.test('a mandatory attribute whose value is refused ends in a refusal, not in a loop', async (t) => {
  const attributes = [{ key: 'custom-attribute-3', name: 'Size', mandatory: true, preset: false, data_type: 'dropdown', options: ['P', 'M'] }]
  const { deliver, settled, writes, person } = await stage(t, { sandbox: { attributes } })
  t.match((await deliver(desiredOf({ ...ANA, custom: { Size: 'XXL' } }))).outcomes.at(-1), { kind: 'refused', code: 'invalid_value:custom_attributes.custom-attribute-3' })
  t.equal(writes().length, 1)
  const { known } = await settled(desiredOf({ ...ANA, custom: { Size: 'P' } }))
  const { plan } = await settled(desiredOf({ ...ANA, custom: { Size: 'XXL' }, birth_date: '1990-03-01' }), known)
  t.match(plan.holds, [{ reason: 'refused_value', field: 'custom_attributes.custom-attribute-3' }])
  t.match(person(), { values: { birth_date: '1990-03-01' }, custom: { 'custom-attribute-3': 'P' } })
})
