import t from 'tap'
import { faultsOf } from '../../../src/domain/validate.ts'
import { basic } from '../../../src/sources/verify/basic.ts'
import { chosen, chosenCredentials } from '../../../src/sources/verify/choice.ts'
import { pathToken } from '../../../src/sources/verify/path-token.ts'
import { staticHeader } from '../../../src/sources/verify/static-header.ts'
import { code, detail, incoming } from './message.ts'

const secret = 'a long enough secret'
const older = { secret: 'the older secret of before', expires_at: '2026-03-01T00:00:00Z' }

t.test('static header: the secret in the named header', async (t) => {
  const verify = staticHeader({ header: 'x-webhook-secret' })
  const check = (headers: Record<string, string>, credentials = {}) => verify(incoming('{}', headers), { secret, ...credentials })
  t.same(check({ 'x-webhook-secret': secret }), { ok: true, method: 'static_header' })
  t.equal(code(check({ 'x-own': secret }, { header: 'X-Own' })), 'ok')
  t.equal(code(check({})), 'header_missing')
  t.match(detail(check({ 'x-other': secret })), /x-webhook-secret is absent.*came in the header x-other/)
  t.equal(code(check({ 'x-webhook-secret': `${secret}, ${secret}` })), 'header_repeated')
  t.match(detail(check({ 'x-webhook-secret': `Bearer ${secret}` })), /such as Bearer/)
  t.match(detail(check({ 'x-webhook-secret': `"${secret}"` })), /quotation marks/)
  t.equal(code(check({ 'x-webhook-secret': older.secret }, { previous_secrets: [older] })), 'secret_expired')
  t.equal(code(check({ 'x-webhook-secret': 'wrong' })), 'mismatch')
  t.equal(code(check({ 'x-webhook-secret': '' })), 'header_missing')
  t.match(verify(incoming('{}', { 'x-webhook-secret': 'short' }), { secret: 'short' }), { ok: true, warnings: [/short/] })
  t.equal(code(verify(incoming('{}', { 'x-webhook-secret': Buffer.from('ação do segredo longo').toString('latin1') }), { secret: 'ação do segredo longo' })), 'ok', 'header bytes are compared as UTF-8')
})

t.test('Basic: user name and password', async (t) => {
  const verify = basic()
  const check = (value: string) => verify(incoming('{}', { authorization: value }), { username: 'hr', password: secret })
  const encoded = (text: string, encoding: BufferEncoding = 'utf8') => `Basic ${Buffer.from(text, encoding).toString('base64')}`
  t.same(check(encoded(`hr:${secret}`)), { ok: true, method: 'basic' })
  t.equal(code(verify(incoming('{}'), { username: 'hr', password: secret })), 'header_missing')
  t.equal(code(check(`Bearer ${secret}`)), 'header_malformed')
  t.equal(code(check(encoded('no colon'))), 'header_malformed')
  t.match(detail(check(encoded('hr:wrong'))), /user name is right, the password is not/)
  t.match(detail(check(encoded(`rh:${secret}`))), /password is right, the user name is not/)
  t.match(detail(check(encoded('rh:wrong'))), /Neither/)
  t.equal(code(verify(incoming('{}', { authorization: encoded('hr:açaí', 'latin1') }), { username: 'hr', password: 'açaí' })), 'encoding_differs')
})

t.test('path token: the last part of the URL', async (t) => {
  const check = (...path: string[]) => pathToken()(incoming('{}', {}, path), { secret, previous_secrets: [older] })
  t.same(check(secret), { ok: true, method: 'path_token' })
  t.equal(code(check(encodeURIComponent(secret), 'rest')), 'ok')
  t.equal(code(check()), 'token_missing')
  t.equal(code(check('')), 'token_missing')
  t.equal(code(check('wrong')), 'mismatch')
  t.equal(code(check(older.secret)), 'secret_expired')
})

t.test('a choice: a static header unless another way is named, and nothing unverified by accident', async (t) => {
  const verify = chosen({ header: 'x-webhook-secret' })
  const schema = chosenCredentials({ header: 'x-webhook-secret' })
  t.equal(code(verify(incoming('{}', { 'x-webhook-secret': secret }), { secret })), 'ok')
  t.equal(code(verify(incoming('{}', {}, [secret]), { verify: 'path_token', secret })), 'ok')
  t.match(verify(incoming('{}'), { verify: 'none' }), { ok: true, method: 'none', warnings: [/Nothing proves/] })
  for (const good of [{ secret }, { verify: 'none' }, { verify: 'basic', username: 'a', password: 'b' }, { verify: 'hmac', header: 'x-signature', secret }, { verify: 'path_token', secret }, { header: 'x-own', secret, previous_secrets: [older] }]) {
    t.same(faultsOf(schema, good), [], JSON.stringify(good))
  }
  t.match(faultsOf(schema, {}), [{ pointer: '/secret', code: 'required' }])
  t.match(faultsOf(schema, { verify: 'hmac', secret }), [{ pointer: '/header', code: 'required' }])
  t.match(faultsOf(schema, { verify: 'basic' }), [{ pointer: '/username' }, { pointer: '/password' }])
  t.not(faultsOf(schema, { verify: 'nothing' }).length, 0)
})

t.test('a choice whose usual way is Basic', async (t) => {
  const verify = chosen({ header: 'x-secret', usual: 'basic' })
  const schema = chosenCredentials({ header: 'x-secret', usual: 'basic' })
  const headers = { authorization: `Basic ${Buffer.from(`hr:${secret}`).toString('base64')}` }
  t.equal(code(verify(incoming('{}', headers), { username: 'hr', password: secret } as never)), 'ok')
  t.equal(code(verify(incoming('{}', { 'x-secret': secret }), { username: 'hr', password: secret } as never)), 'header_missing')
  t.equal(code(verify(incoming('{}', { 'x-secret': secret }), { verify: 'static_header', secret })), 'ok')
  t.same(faultsOf(schema, { username: 'hr', password: secret }), [])
  t.match(faultsOf(schema, {}), [{ pointer: '/username' }, { pointer: '/password' }])
})

t.test('a choice whose usual way is a token in the path', async (t) => {
  const verify = chosen({ header: 'x-secret', usual: 'path_token' })
  const schema = chosenCredentials({ header: 'x-secret', usual: 'path_token' })
  const at = (...path: string[]) => ({ ...incoming('{}', {}), path })
  t.equal(code(verify(at(secret), { secret } as never)), 'ok')
  t.equal(code(verify(at(), { secret } as never)), 'token_missing')
  t.equal(code(verify(incoming('{}', { 'x-secret': secret }), { secret } as never)), 'token_missing')
  t.same(faultsOf(schema, { secret }), [])
  t.match(faultsOf(schema, {}), [{ pointer: '/secret', code: 'required' }])
})
