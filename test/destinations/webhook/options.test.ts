import t from 'tap'
import { putDestination } from '../../../src/application/configure/destinations.ts'
import { faultsIn, withDefaults } from '../../../src/application/configure/said.ts'
import { NAMES, USUAL } from '../../../src/destinations/webhook/fields.ts'
import webhook from '../../../src/destinations/webhook/index.ts'
import { FieldValues } from '../../../src/domain/fields.ts'
import { installation } from '../../configure/setup.ts'
import { SECRET } from './harness.ts'

const options = (said: object) => faultsIn('options', webhook.options, { ...said }).map(({ pointer }) => pointer)
const credentials = (said: object) => faultsIn('credentials', webhook.credentials, { ...said }).map(({ pointer }) => pointer)
const between = (said: { options?: object, credentials?: object }) =>
  webhook.faultsBetween!({ options: withDefaults(webhook.options, { ...said.options }), credentials: { secrets: [SECRET], ...said.credentials }, baseUrl: 'https://receiver.example/' })

t.test('every field of the record can be named, and the restricted ones are not by default', async (t) => {
  t.same(Object.keys(FieldValues.properties).filter((name) => !NAMES.includes(name)), ['custom', 'termination'])
  t.same(options({ fields: [...NAMES, 'custom', 'custom.shirt size'] }), [])
  for (const name of ['cpf', 'birth_name', 'gender', 'birth_date', 'personal_email', 'mobile_phone', 'sex', 'custom', 'tags']) t.notOk(USUAL.includes(name), name)
  t.same(options({ fields: ['salary'] }), ['/options/fields/0'])
})

t.test('what cannot be is refused by name', async (t) => {
  t.same(options({ confirm: true }), ['/options/confirm'])
  t.same(options({ mapping: { managers: 'custom.boss' } }), ['/options/mapping/managers'])
  t.same(options({ mapping: { team: { from: 'department', values: { Financeiro: 'FIN' } } } }), [])
  t.same(credentials({ secrets: [] }), ['/credentials/secrets'])
  t.same(credentials({ secrets: ['whsec_short'] }), ['/credentials/secrets/0'])
  t.same(credentials({ secrets: [SECRET], headers: { 'x y': 'z' } }).length, 1)
  t.same(credentials({ secrets: [SECRET], headers: { 'x-y': 'ç' } }).length, 1)
})

t.test('an expression that cannot be read, and headers that are not the owner\'s', async (t) => {
  t.match(between({ options: { expression: '{"a": ' } }), [{ pointer: '/options/expression', code: 'invalid_value' }])
  t.match(between({ options: { expression: '$now()' } }), [{ pointer: '/options/expression', params: { why: /not available/ } }])
  for (const name of ['Host', 'content-type', 'Content-Length', 'webhook-signature', 'Connection', 'Transfer-Encoding', 'Proxy-Authorization', 'ce-id', 'Cookie', 'X-Forwarded-For']) {
    t.match(between({ credentials: { headers: { [name]: 'x' } } }), [{ pointer: `/credentials/headers/${name}`, code: 'reserved_name' }], name)
  }
  t.match(between({ credentials: { headers: { 'X-Key': 'a', 'x-key': 'b' } } }), [{ pointer: '/credentials/headers/x-key', code: 'repeated' }])
  t.same(between({ options: { expression: 'data' }, credentials: { headers: { Authorization: 'Bearer x' } } }), [])
})

t.test('it is connected by PUT: an address with a query, kept as it stands; what is wrong is named at once', async (t) => {
  const { needs, tenant } = await installation(t)
  const id = await tenant()
  const put = (body: object) => putDestination({ ...needs, kinds: { webhook }, allowPrivateNetworks: false }, id, 'out', { kind: 'webhook', base_url: 'https://receiver.example/in/?token=made-up', credentials: { secrets: [SECRET] }, ...body })
  const { destination } = await put({})
  t.match(destination, { base_url: 'https://receiver.example/in/?token=made-up', credentials: ['secrets'], options: { send: 'events', envelope: 'standard', fields: USUAL } })
  await t.rejects(put({ credentials: { secrets: [SECRET], headers: { host: 'x' } } }), { code: 'invalid', faults: [{ pointer: '/credentials/headers/host' }] })
  await t.rejects(put({ base_url: 'http://127.0.0.1/in' }), { code: 'invalid', faults: [{ pointer: '/base_url', params: { why: /private network/ } }] })
})
