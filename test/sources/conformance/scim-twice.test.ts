import t from 'tap'
import { until } from '../../helpers/until.ts'
import { okta, provider } from '../play/scim.ts'

const off = { op: 'replace', value: { active: false } }

t.test('somebody with two users stays while one is active, and both that go at once are one leaver', async (t) => {
  const { all, ask, patch, calls, quiet } = await provider(t, { default_reason: 'voluntary' })
  const { body: { id: first } } = await ask('POST', 'Users', okta('7'))
  const { body: { id: second } } = await ask('POST', 'Users', okta('7', { userName: 'adm-7', externalId: 'adm-7' }))
  await until(() => all.person('7') !== undefined)
  t.match(await patch(second, off), { status: 200, body: { active: false } })
  await quiet()
  t.equal(calls('DELETE'), 0)

  await patch(second, { op: 'replace', value: { active: true } })
  t.match(await Promise.all([patch(first, off), patch(second, off)]), [{ status: 200 }, { status: 200 }])
  await until(() => all.person('7')?.resigned)
  t.equal(calls('DELETE'), 1)
})

t.test('whoever comes back with another user is no leaver, and stays when the old user is deleted at last', async (t) => {
  const { all, ask, patch, holds, calls, quiet } = await provider(t)
  const { body: { id } } = await ask('POST', 'Users', okta('7'))
  await until(() => all.person('7') !== undefined)
  await patch(id, off)
  await until(async () => (await holds()).length === 1)
  t.match(await ask('POST', 'Users', okta('7', { userName: 'ana.lima@example.com', externalId: 'new' })), { status: 201 })
  await until(async () => (await holds()).length === 0)
  t.equal((await ask('DELETE', `Users/${id}`)).status, 204)
  await quiet()
  t.same(await holds(), [])
  t.equal(calls('DELETE'), 0)
  t.equal(all.person('7')?.resigned, false)
})

t.test('an id that no database can hold is the id of nobody', async (t) => {
  const { ask } = await provider(t)
  t.match(await ask('GET', 'Users/%00'), { status: 404, body: { status: '404' } })
  t.match(await ask('GET', `Users?filter=${encodeURIComponent('id eq "\\u0000"')}`), { status: 200, body: { totalResults: 0 } })
})
