import fc from 'fast-check'
import t from 'tap'
import { classOf, wrongIn } from '../../../src/destinations/engagedly/answers.ts'
import { bodyOf } from '../../../src/destinations/engagedly/body.ts'
import * as calls from '../../../src/destinations/engagedly/calls.ts'
import { hasMore } from '../../../src/destinations/engagedly/directory.ts'
import { attributesIn, codesIn, entriesIn } from '../../../src/destinations/engagedly/lists.ts'
import { complete } from '../../../src/destinations/engagedly/options.ts'
import { dateIn, usersIn } from '../../../src/destinations/engagedly/user.ts'

const names = fc.constantFrom('id', 'status', 'departments', 'business_unit', 'location', 'employee_type', 'birthdate', 'manager_id', 'secondary_managers', 'custom_attributes', 'custom-attribute-1', 'name', 'code', 'key', 'mandatory', 'errors', 'field', 'data', 'success', 'pagination', 'has_more')
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(names, tie('value'), { maxKeys: 6 }))
})).value

t.test('no answer makes a reader throw', async () => {
  fc.assert(fc.property(anything, fc.integer({ min: 100, max: 599 }), fc.constantFrom(calls.reads('1'), calls.creates({}), calls.reasons(), calls.attributes(), calls.deactivates('1', undefined)), (body, status, call) => {
    usersIn(body)
    entriesIn(body)
    codesIn(body)
    attributesIn(body)
    wrongIn(body)
    hasMore(body, 1, 50)
    return typeof classOf({ status }, body, call) === 'string'
  }), { numRuns: 2000 })
})

t.test('only a success that says so is one', async () => {
  fc.assert(fc.property(anything, fc.integer({ min: 200, max: 299 }), (body, status) => {
    const isSaid = typeof body === 'object' && body !== null && !Array.isArray(body) && (body as { success?: unknown }).success === true
    return (classOf({ status }, body, calls.creates({})) === 'ok') === isSaid
  }))
})

t.test('an id is a number only where nothing of it is lost', async (t) => {
  const catalogue = { find: () => ({ label: 'users', remoteId: 'number' }), entries: () => [], readAt: 0 }
  const ids = ['12', 'u-12', '12345678901234567890', '0012']
  t.same(bodyOf([{ field: 'secondary_managers', to: ids }], { catalogue, options: complete({}) }), { secondary_managers: [12, 'u-12', '12345678901234567890', '0012'] })
})

t.test('both forms of a date are one, and a blank is none', async (t) => {
  t.same(['2026-03-02', '2026-03-02T00:00:00Z', 'Mar 02, 2026', 'March 2, 2026', null].map(dateIn), ['2026-03-02', '2026-03-02', '2026-03-02', '2026-03-02', null])
})

t.test('a user in every shape that is shown', async (t) => {
  const shapes = [
    { id: 7, status: 'Blocked', birthdate: 'Feb 28, 1990', business_unit: { id: 3, name: 'Varejo' }, departments: [{ id: 1, name: 'A' }, { id: '2' }], employee_type: { name: 'Full time' }, manager_id: 9, location: [], job_title: null, secondary_managers: [{ id: 4 }] },
    { id: '7', status: 'BLOCKED', birthdate: '1990-02-28', business_unit: [3], departments: ['1', '2'], employee_type: 'Full time', manager_id: { id: '9' }, location: null, job_title: '', secondary_managers: ['4'] }
  ]
  for (const shape of shapes) {
    t.match(usersIn([shape]), [{
      remoteId: '7', blocked: true, fields: { birth_date: '1990-02-28', businesses: ['3'], departments: ['1', '2'], employee_type: 'Full time', manager_id: ['9'], location: null, job_title: null, secondary_managers: ['4'], status: 'Blocked' }
    }])
  }
  t.match(usersIn({ id: '1', location: 'Recife' }, (list, label) => list === 'locations' && label === 'Recife' ? '55' : undefined)[0]?.fields, { location: '55', status: 'Active' })
})
