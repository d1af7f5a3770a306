import t from 'tap'
import { journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import { startConveniaSandbox } from '../../src/sources/convenia/sandbox/index.ts'
import { employee } from './play/convenia.ts'

t.test('a message that comes while a long run goes on does not wait for its end', async (t) => {
  const { url, control, close } = await startConveniaSandbox({ token: 'the token', perMinute: 10_000 })
  t.teardown(close)
  const all = await journey(t, { settings: { brakes: { hires: { count: 1000 } } } })
  for (let n = 0; n < 20; n++) control.people.set(`p${n}`, employee(`p${n}`, { cpf: '' }))
  const secret = 'a-long-token-at-the-end-of-the-url'
  const { body } = await all.call('/v1/tenants/acme/sources/hr', { kind: 'convenia', settings: { base_url: url, requests_per_second: 20, page_size: 1 }, credentials: { token: 'the token', webhook: { secret } } }, { method: 'PUT' })
  const { body: run } = await all.call('/v1/tenants/acme/sources/hr/runs', {})
  await until(() => control.requests.length > 2)
  await fetch(`${all.url}${new URL(body.webhook_url).pathname}/${secret}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"event":"employee.edited","employee":{"id":"p19"}}' })
  await until(async () => (await all.call(`/v1/tenants/acme/sources/hr/runs/${run.id}`)).body.status === 'complete')
  const looked = control.requests.findIndex(({ query }) => 'match[email]' in query)
  const lastPage = control.requests.findLastIndex(({ query }) => query.paginate === '1')
  t.ok(looked !== -1 && looked < lastPage, `looked up by request ${looked}, the last page was ${lastPage}`)
})
