import { readFileSync } from 'node:fs'
import t from 'tap'
import progic from '../../../src/destinations/progic/index.ts'
import { faultsIn, withDefaults } from '../../../src/application/configure/said.ts'

const text = readFileSync(new URL('../../../src/destinations/progic/README.md', import.meta.url), 'utf8')
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json!)).filter(({ kind }) => kind === 'progic')

t.test('every example of the page can be put as it stands', async (t) => {
  t.equal(examples.length, 4)
  for (const { base_url: baseUrl, credentials, options } of examples) {
    t.same([...faultsIn('options', progic.options, options), ...faultsIn('credentials', progic.credentials, credentials)], [])
    t.same(progic.faultsBetween!({ options: withDefaults(progic.options, options) as never, credentials, baseUrl }), [])
    t.equal(progic.callsNobody!(withDefaults(progic.options, options) as never), baseUrl === undefined)
  }
})

t.test('every option of the endpoint stands on the page', async (t) => {
  for (const name of Object.keys(progic.options.properties)) {
    if (['requests_per_second', 'rate_group', 'concurrency', 'scope', 'hire_lead_days', 'terminate_on', 'terminate_at', 'confirm'].includes(name)) continue
    t.ok(text.includes(name), name)
  }
})
