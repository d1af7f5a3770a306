import { readFile } from 'node:fs/promises'
import t from 'tap'
import scim from '../../../src/destinations/scim/index.ts'
import { faultsIn, withDefaults } from '../../../src/application/configure/said.ts'

const faults = (options: object, credentials: object, baseUrl = 'https://x.example/scim') =>
  scim.faultsBetween!({ options: withDefaults(scim.options, options as never) as never, credentials, baseUrl }).map(({ pointer }) => pointer)
const client = { client_id: 'a', client_secret: 'b' }
const JOB = 'https://graph.microsoft.com/v1.0/servicePrincipals/a/synchronization/jobs/b'

t.test('what does not go together is named', async (t) => {
  t.same(faults({}, { token: 'x' }), [])
  t.same(faults({}, { token: 'x', username: 'u', password: 'p' }), ['/credentials'])
  t.same(faults({}, { username: 'u' }), ['/credentials/password'])
  t.same(faults({}, client), ['/options/token_url'])
  t.same(faults({ mapping: { 'extension.hireDate': 'hire_date' } }, { token: 'x' }), ['/options/extension'])
  t.same(faults({ mode: 'entra', token_url: 'https://x.example' }, client, JOB), [])
  t.same(faults({ mode: 'entra', token_url: 'https://x.example', media_type: 'application/json', bulk_operations: 51 }, client, `${JOB}/bulkUpload`), ['/options/media_type', '/options/bulk_operations', '/base_url'])
  t.same(faults({ mode: 'entra' }, { token: 'x' }, JOB), ['/credentials/client_id'])
})

t.test('the examples of the README are settings that are taken', async (t) => {
  const readme = await readFile(new URL('../../../src/destinations/scim/README.md', import.meta.url), 'utf8')
  const examples = [...readme.matchAll(/```http\nPUT .*\n([^]*?)```/g)].map(([, body]) => JSON.parse(body!))
  t.equal(examples.length, 2)
  for (const { options, credentials, base_url: baseUrl } of examples) {
    t.same([...faultsIn('options', scim.options, options), ...faultsIn('credentials', scim.credentials, credentials)], [])
    t.same(faults(options, credentials, baseUrl), [])
  }
})
