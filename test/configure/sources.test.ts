import t from 'tap'
import { checkSource } from '../../src/application/configure/check-source.ts'
import { openSource } from '../../src/application/configure/open-source.ts'
import { getSource, getSources, pauseSource, putSource, removeSource, resumeSource } from '../../src/application/configure/sources.ts'
import { isoOf } from '../../src/domain/calendar.ts'
import { findSourceById, noteRefusal, noteSeen } from '../../src/postgres/sources.ts'
import { installation, letter } from './setup.ts'

const { needs: base, pool, vault, tenant, now, pass } = await installation(t)
const needs = { ...base, kinds: { letter } }
const LETTER = { kind: 'letter', credentials: { secret: 'not told to anybody' } }

t.test('a source is made, and then changed under the same webhook URL', async (t) => {
  const id = await tenant()
  const first = await putSource(needs, id, 'hr', { ...LETTER, options: { trusting: true } })
  t.match(first, {
    created: true,
    source: {
      id: /^src_[0-9a-f]{32}$/, name: 'hr', kind: 'letter', settings: {}, options: { trusting: true }, credentials: ['secret'], paused: false, last_seen_at: null, last_refusal: null
    }
  })
  t.equal(first.source.webhook_url, `https://cracha.example/webhooks/${first.source.id}`)
  const second = await putSource(needs, id, 'hr', { kind: 'letter', settings: { office: 'Recife' } })
  t.same(second, { created: false, source: { ...first.source, settings: { office: 'Recife' }, options: { trusting: false } } })
  t.same(await getSource(needs, id, 'hr'), second.source)
})

t.test('absent credentials keep, given ones replace, and none ever comes back', async (t) => {
  const id = await tenant()
  const { source } = await putSource(needs, id, 'hr', { kind: 'letter', credentials: { secret: 'one', older_secret: 'zero' } })
  t.same(source.credentials, ['older_secret', 'secret'])
  await putSource(needs, id, 'hr', { kind: 'letter' })
  t.same((await openSource(needs, source.id))?.credentials, { header: 'x-stamp', secret: 'one', older_secret: 'zero' })
  await putSource(needs, id, 'hr', { kind: 'letter', credentials: { secret: 'two', header: 'x-other' } })
  t.same((await openSource(needs, source.id))?.credentials, { header: 'x-other', secret: 'two' })
  t.notMatch(JSON.stringify([await getSource(needs, id, 'hr'), await checkSource(needs, id, 'hr')]), /two|x-other/)
  t.notMatch((await findSourceById(pool, source.id))?.credentials?.toString('latin1'), /two/)
})

t.test('only what was said is stored', async (t) => {
  const id = await tenant()
  const { source } = await putSource(needs, id, 'hr', LETTER)
  const row = (await findSourceById(pool, source.id))!
  t.same(row.options, {})
  t.same((await vault.keysOf(pool, id)).open(row.credentials!), LETTER.credentials)
})

t.test('everything that is wrong is named at once and nothing is stored', async (t) => {
  const id = await tenant()
  const body = { kind: 'letter', settings: { office: 7 }, credentials: { secrt: 'x' }, options: { default_resaon: 'x', trusting: 'yes' } }
  const wrong = [
    { pointer: '/settings/office', code: 'invalid_type' },
    { pointer: '/credentials/secret', code: 'required' },
    { pointer: '/credentials/secrt', code: 'did_you_mean', params: { nearest: 'secret' } },
    { pointer: '/options/default_resaon', code: 'did_you_mean', params: { nearest: 'default_reason' } },
    { pointer: '/options/trusting', code: 'invalid_type' }
  ]
  await t.rejects(putSource(needs, id, 'hr', body), { code: 'invalid', faults: wrong })
  await t.rejects(putSource(needs, id, 'hr', { kind: 'letter' }), { code: 'invalid', faults: [{ pointer: '/credentials/secret', code: 'required' }] })
  await t.rejects(putSource(needs, id, 'hr', { kind: 'letter', credentials: { secret: 'pasted\n' } }), { code: 'invalid', faults: [{ pointer: '/credentials/secret', code: 'control_character' }] })
  await t.rejects(putSource(needs, id, 'hr', { ...LETTER, settings: { office: 'a\u0000' } }), { code: 'invalid', faults: [{ pointer: '/settings/office', code: 'control_character' }] })
  await t.rejects(putSource(needs, id, 'hr', { kind: 'constructor' }), { code: 'invalid', faults: [{ pointer: '/kind', code: 'not_allowed', params: { allowed: 'letter' } }] })
  await t.rejects(putSource(needs, id, 'a/b', LETTER), { code: 'invalid', faults: [{ pointer: '/name', code: 'invalid_name' }] })
  await t.rejects(putSource(needs, 'nobody', 'hr', LETTER), { code: 'not_found' })
  t.same(await getSources(needs, id), [])
  await t.resolves(putSource(needs, id, 'pem', { kind: 'letter', credentials: { secret: '-----BEGIN CERTIFICATE-----\nMIIB\r\n-----END CERTIFICATE-----\n' } }), 'a certificate has lines')
})

t.test('options that these credentials cannot serve are refused, and shown where they are stored', async (t) => {
  const id = await tenant()
  const fussy = { ...letter, faultsBetween: ({ options, credentials }: { options: unknown, credentials: unknown }) => (options as { trusting?: boolean }).trusting === true && !('older_secret' in (credentials as object)) ? [{ pointer: '/options/trusting', code: 'invalid_value' as const, params: { why: 'older_secret' } }] : [] }
  const kinds = { letter: fussy }
  const wrong = [{ pointer: '/options/trusting', code: 'invalid_value' }]
  await t.rejects(putSource({ ...needs, kinds }, id, 'hr', { ...LETTER, options: { trusting: true } }), { code: 'invalid', faults: wrong })
  await putSource({ ...needs, kinds }, id, 'hr', { kind: 'letter', credentials: { secret: 'one', older_secret: 'zero' }, options: { trusting: true } })
  t.match(await checkSource({ ...needs, kinds }, id, 'hr'), { state: 'silent', faults: [] })
  await t.rejects(putSource({ ...needs, kinds }, id, 'hr', { ...LETTER, options: { trusting: true } }), { code: 'invalid', faults: wrong }, 'credentials replace, too')
  await putSource(needs, id, 'hr', { ...LETTER, options: { trusting: true } })
  t.match(await checkSource({ ...needs, kinds }, id, 'hr'), { state: 'incomplete', faults: wrong })
})

t.test('the kind of a source cannot change', async (t) => {
  const id = await tenant()
  const kinds = { letter, parcel: { ...letter, kind: 'parcel' } }
  await putSource({ ...needs, kinds }, id, 'hr', LETTER)
  await t.rejects(putSource({ ...needs, kinds }, id, 'hr', { ...LETTER, kind: 'parcel' }), { code: 'conflict', message: /another name/ })
})

t.test('sources of one name made at once are one source', async (t) => {
  const id = await tenant()
  const answers = await Promise.all([1, 2, 3].map(() => putSource(needs, id, 'hr', LETTER)))
  t.equal(new Set(answers.map(({ source }) => source.id)).size, 1)
  t.equal(answers.filter(({ created }) => created).length, 1)
})

t.test('a tenant sees its own sources, by name', async (t) => {
  const [id, other] = [await tenant(), await tenant()]
  for (const name of ['b', 'a']) await putSource(needs, id, name, LETTER)
  t.match(await getSources(needs, id), [{ name: 'a' }, { name: 'b' }])
  t.same(await getSources(needs, other), [])
  await t.rejects(getSource(needs, other, 'a'), { code: 'not_found' })
  await t.rejects(removeSource(needs, other, 'a'), { code: 'not_found' })
  await t.rejects(pauseSource(needs, other, 'a'), { code: 'not_found' })
})

t.test('a source is paused, resumed and deleted', async (t) => {
  const id = await tenant()
  const { source } = await putSource(needs, id, 'hr', LETTER)
  t.match(await pauseSource(needs, id, 'hr'), { paused: true })
  const since = now()
  pass(1000)
  await pauseSource(needs, id, 'hr')
  t.equal((await findSourceById(pool, source.id))?.paused_at, since)
  t.match(await openSource(needs, source.id), { tenant: id, name: 'hr', paused: true, options: { trusting: false } })
  await putSource(needs, id, 'hr', LETTER)
  t.match(await getSource(needs, id, 'hr'), { paused: true })
  t.match(await resumeSource(needs, id, 'hr'), { paused: false })
  await removeSource(needs, id, 'hr')
  t.equal(await openSource(needs, source.id), undefined)
  t.not((await putSource(needs, id, 'hr', LETTER)).source.id, source.id)
})

t.test('the owner is told when a source was heard, and why it was refused', async (t) => {
  const id = await tenant()
  const { source } = await putSource(needs, id, 'hr', LETTER)
  const told = async () => {
    const { ok, state, source: { last_seen_at: seen, last_refusal: refusal } } = await checkSource(needs, id, 'hr')
    return { ok, state, seen, refusal }
  }
  t.same(await told(), { ok: true, state: 'silent', seen: null, refusal: null })
  const wrong = { ok: false, code: 'wrong_secret', detail: 'The header x-stamp has another secret.' } as const
  await noteRefusal(pool, source.id, wrong, now())
  const first = { at: isoOf(now()), code: wrong.code, detail: wrong.detail }
  t.same(await told(), { ok: false, state: 'refused', seen: null, refusal: first })
  pass(500)
  await noteRefusal(pool, source.id, wrong, now())
  t.same((await told()).refusal, first, 'a flood of one reason is written once a second')
  await noteRefusal(pool, source.id, { ...wrong, code: 'missing_header' }, now())
  t.match((await told()).refusal, { code: 'missing_header', at: isoOf(now()) })
  pass(1)
  await noteSeen(pool, source.id, now())
  t.match(await told(), { ok: true, state: 'working', seen: isoOf(now()) })
  const heard = now()
  pass(900)
  await noteSeen(pool, source.id, now())
  t.match(await told(), { seen: isoOf(heard) })
  pass(200)
  await noteSeen(pool, source.id, now())
  t.match(await told(), { seen: isoOf(now()) })
  await pauseSource(needs, id, 'hr')
  t.match(await told(), { ok: false, state: 'paused' })
})

t.test('a check names what a newer version asks for and is not there', async (t) => {
  const id = await tenant()
  await putSource(needs, id, 'hr', { ...LETTER, settings: { office: 'Recife' } })
  const kinds = { letter: { ...letter, settings: letter.options } }
  t.match(await checkSource({ ...needs, kinds }, id, 'hr'), { ok: false, state: 'incomplete', faults: [{ pointer: '/settings/office', code: 'unknown_field' }] })
  await t.rejects(checkSource(needs, id, 'none'), { code: 'not_found' })
})
