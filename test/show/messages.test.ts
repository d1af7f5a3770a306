import t from 'tap'
import { findMessage, interpretAgain, listMessages } from '../../src/application/show/messages.ts'
import { faultsOf } from '../../src/domain/validate.ts'
import { MessageView } from '../../src/domain/views/message.ts'
import { insertMessages } from '../../src/postgres/record/messages.ts'
import { ana, bruno, installation } from './setup.ts'

const { needs, pool, newId, tenant, interpret } = await installation(t)
const all = { limit: 200 }
const messageOf = (event: string) => event.replace('evt_', 'msg_').replace(/_0$/, '')

async function webhook ({ id, keys }: Awaited<ReturnType<typeof tenant>>, body: Buffer, state: 'pending' | 'test' = 'pending'): Promise<string> {
  await pool.query("INSERT INTO source (id, tenant, name, kind) VALUES ($1, $2, 'payroll', 'letter') ON CONFLICT DO NOTHING", [`src_${id}`, id])
  const sealed = (await keys()).seal({ headers: { 'content-type': 'application/json' }, path: [], body: body.toString('base64') })
  const message = { id: newId('msg'), tenant: id, source: `src_${id}`, apiKey: null, kind: 'letter', dedupeKey: null, fingerprint: Buffer.from('x'), sealed, receipt: { verified_by: 'stamp' }, state }
  await insertMessages(pool, [message])
  return message.id
}

t.test('a message shows its body as it came, and what it is going to be, then what it has become', async (t) => {
  const { as, say } = await tenant('board')
  const event = await say('hire', ana, { receipt: { verified_by: 'api key' } })
  const before = await findMessage(needs, as(), messageOf(event))
  t.match(before, { source: 'api', kind: 'hire', status: 'pending', reason: null, tries: 0, receipt: { verified_by: 'api key' }, body: JSON.stringify(ana), body_encoding: 'utf-8' })
  t.same(faultsOf(MessageView, before), [])
  t.same(before.events, [{ index: 0, id: event, type: 'hire', status: 'accepted' }])
  await interpret()
  t.match(await findMessage(needs, as(), messageOf(event)), { status: 'interpreted', tries: 1, events: [{ index: 0, id: event, type: 'hire', status: 'processing' }] })
})

t.test('a body that is no text is shown in base64; of a webhook nothing but its body is shown', async (t) => {
  const those = await tenant('board')
  const [text, bytes] = [await webhook(those, Buffer.from('{"a":"ção"}')), await webhook(those, Buffer.from([0xff, 0xfe]))]
  const shown = await findMessage(needs, those.as(), text)
  t.match(shown, { source: 'payroll', kind: 'letter', body: '{"a":"ção"}', body_encoding: 'utf-8', events: [] })
  t.notOk('headers' in shown)
  t.match(await findMessage(needs, those.as(), bytes), { body: '//4=', body_encoding: 'base64' })
})

t.test('what was left out of an event, or makes it unusable, is explained to the reader', async (t) => {
  const { as, keys, say } = await tenant('board')
  const event = await say('hire', ana)
  await interpret()
  const content = { who: {}, fields: {}, warnings: [{ pointer: '/mobile_phone', code: 'invalid_phone' }] }
  await pool.query('UPDATE event SET sealed = $2 WHERE id = $1', [event, (await keys()).seal(content)])
  t.match((await findMessage(needs, as('read', 'pt-BR'), messageOf(event))).findings, [{ pointer: '/mobile_phone', code: 'invalid_phone', detail: /Não é um telefone/ }])
})

t.test('once retention has passed there is no body, and nothing to interpret again', async (t) => {
  const { as, say } = await tenant('board')
  const id = messageOf(await say('hire', ana))
  await interpret()
  await pool.query('UPDATE message SET sealed = NULL WHERE id = $1', [id])
  t.match(await findMessage(needs, as(), id), { body: null, events: [{ index: 0 }] })
  await t.rejects(interpretAgain({ pool, wakeInterpreter () {} }, as(), id), { code: 'conflict' })
})

t.test('a message that failed is due again, and its reader is woken', async (t) => {
  const those = await tenant('board')
  const { as: stranger } = await tenant()
  const id = await webhook(those, Buffer.from('{}'))
  await interpret()
  t.match(await findMessage(needs, those.as(), id), { status: 'failed', reason: 'its source was deleted' })
  let woken = 0
  const again = { pool, wakeInterpreter () { woken += 1 } }
  await interpretAgain(again, those.as(), id)
  t.match([woken, (await findMessage(needs, those.as(), id)).status], [1, 'pending'])
  await t.rejects(interpretAgain(again, stranger(), id), { code: 'not_found' })
  await t.rejects(interpretAgain(again, those.as(), await webhook(those, Buffer.from(''), 'test')), { code: 'conflict' })
})

t.test('messages are listed newest first, page by page, by every filter', async (t) => {
  const those = await tenant('board')
  const { as, say } = those
  const { as: stranger } = await tenant()
  const hire = messageOf(await say('hire', ana))
  await interpret()
  const batch = messageOf(await say('batch', { items: [{ type: 'hire', ...bruno }] }))
  const test = await webhook(those, Buffer.from(''), 'test')
  const list = async (filter: Parameters<typeof listMessages>[2]) => (await listMessages(needs, as(), filter, all)).data.map(({ id }) => id)
  t.same(await list({}), [test, batch, hire])
  t.same([await list({ status: 'interpreted' }), await list({ status: 'test' }), await list({ status: 'failed' })], [[hire], [test], []])
  t.same([await list({ type: 'batch' }), await list({ type: 'letter' })], [[batch], [test]])
  t.same([await list({ source: 'payroll' }), await list({ source: 'api' })], [[test], [batch, hire]])
  t.same(await list({ receivedUntil: Date.now() - 3_600_000 }), [])
  t.equal((await list({ receivedSince: Date.now() - 3_600_000 })).length, 3)
  const page = await listMessages(needs, as(), {}, { limit: 2 })
  t.match([page.data.map(({ id }) => id), (await listMessages(needs, as(), {}, { limit: 2, after: page.next! })).data], [[test, batch], [{ id: hire }]])
  t.same((await listMessages(needs, stranger(), {}, all)).data, [])
  await t.rejects(findMessage(needs, stranger(), hire), { code: 'not_found' })
})
