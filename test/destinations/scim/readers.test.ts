import fc from 'fast-check'
import t from 'tap'
import { classOf } from '../../../src/destinations/scim/answers.ts'
import { readAt, writeAt } from '../../../src/destinations/scim/attributes.ts'
import { featuresIn, schemasIn } from '../../../src/destinations/scim/discovery.ts'
import { entriesIn } from '../../../src/destinations/scim/entra/logs.ts'
import { complete } from '../../../src/destinations/scim/options.ts'
import { idOfLocation, userIn, usersIn } from '../../../src/destinations/scim/resource.ts'

const options = complete({})
const names = fc.constantFrom('Resources', 'resources', 'id', 'ID', 'userName', 'emails', 'type', 'value', 'active', 'meta', 'version', 'totalResults', 'schemas', 'scimType', 'Operations', 'attributes', 'mutability', 'name', 'bulk', 'supported', 'sourceIdentity', 'activityDateTime', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', 'manager', '__proto__', 'toString', 'valueOf', 'constructor')
const anything = fc.letrec((tie) => ({
  json: fc.oneof({ depthSize: 'small' }, fc.constantFrom<unknown>(null, true, 'true', 'False', 0, 1, '', 'urn:ietf:params:scim:schemas:core:2.0:User', 'work', '42', '2026-03-10T00:00:00Z'), fc.string(), fc.double(), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(names, tie('json'), { maxKeys: 5 }))
})).json

t.test('no answer makes a reader throw', async () => fc.assert(fc.property(anything, fc.constantFrom(200, 201, 202, 204, 302, 400, 404, 409, 412, 418, 500, 501), fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'), fc.constantFrom('/Users', '/Users?filter=x', '/Users/1', '/Bulk', '/bulkUpload', '/Users/.search'), (body, status, method, path) => {
  userIn(body, options)
  usersIn(body, options)
  featuresIn(body)
  schemasIn(body)
  entriesIn(body)
  idOfLocation(body)
  classOf({ status }, body, { method: method as 'GET', path })
}), { numRuns: 3000 }))

const field = fc.constantFrom({ name: 'title' }, { name: 'name', member: 'givenName' }, { name: 'emails', type: 'work', member: 'value' }, { name: 'addresses', type: 'home', member: 'locality' }, { urn: 'urn:x', name: 'department' }, { urn: 'urn:x', name: 'manager', member: 'value' })
t.test('what is written is read, what is taken away is not there, and everything else stays', async () => fc.assert(fc.property(field, field, fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other, a, b) => {
  const resource: Record<string, unknown> = { Emails: [{ type: 'other', value: 'x' }] }
  writeAt(resource, one, a)
  if (JSON.stringify(one) !== JSON.stringify(other)) writeAt(resource, other, b)
  const kept = JSON.stringify(one) === JSON.stringify(other) ? undefined : b
  if (readAt(resource, one) !== a) return false
  writeAt(resource, one, null)
  const others = resource.Emails as object[]
  return (readAt(resource, one) ?? null) === null && (kept === undefined || readAt(resource, other) === kept) && JSON.stringify(others[0]) === '{"type":"other","value":"x"}'
})))

t.test('booleans that are texts, ids that are numbers, names without case', async (t) => {
  const seen = userIn({ Id: 42, Active: 'False', USERNAME: 'Ana', Emails: [{ Type: 'Work', Value: 'ana@example.com' }], Meta: { Version: 'W/"1"' } }, options)
  t.match(seen, { remoteId: '42', ended: true, fields: { userName: 'Ana', 'emails.work': 'ana@example.com', active: false }, notes: { version: 'W/"1"' } })
})

t.test('what was shown and is not any more is gone; what was never shown is no difference', async (t) => {
  const before = { kind: 'active' as const, remoteId: '1', fields: {}, put: {}, notes: { shown: ['title'] } }
  t.match(userIn({ id: '1' }, options, before)?.fields, { title: null })
  t.notOk('department' in userIn({ id: '1' }, options, before)!.fields)
})
