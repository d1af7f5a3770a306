import t from 'tap'
import { faultsOfBaseUrl, plainBaseUrl } from '../../src/application/configure/base-url.ts'
import { isPrivateAddress } from '../../src/domain/private-address.ts'

const publicOnly = { allowPrivateNetworks: false }

t.test('a base URL is an http or https address and nothing more', async (t) => {
  for (const good of ['https://platform.example', 'http://platform.example:8080/api/v1/', 'https://8.8.8.8/api', 'https://[2606:4700::1111]/']) {
    t.same(faultsOfBaseUrl(good, publicOnly), [], good)
  }
  for (const bad of ['', 'platform.example', '/api', 'ftp://platform.example', 'file:///etc/passwd', 'https://', 'https://me:secret@platform.example', 'https://me@platform.example', 'https://platform.example/?a=1', 'https://platform.example?', 'https://platform.example/#x', ' https://platform.example', 'https://platform.example/\u0000', 'https:\\\\platform.example', `https://platform.example/${'x'.repeat(500)}`]) {
    t.match(faultsOfBaseUrl(bad, { allowPrivateNetworks: true }), [{ pointer: '/base_url', code: 'invalid_value' }], bad)
  }
})

t.test('a private host is refused however it is written, unless the operator allows it', async (t) => {
  for (const host of ['localhost', 'LOCALHOST.', 'a.localhost', 'db.internal', 'printer.local', '127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '0.0.0.0', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '[::1]', '[::]', '[::ffff:10.0.0.1]', '[fd00::1]', '[fe80::1]']) {
    const url = `http://${host}:8080/api`
    t.match(faultsOfBaseUrl(url, publicOnly), [{ code: 'invalid_value', params: { why: /private network/ } }], host)
    t.same(faultsOfBaseUrl(url, { allowPrivateNetworks: true }), [], host)
  }
})

t.test('addresses at the edge of a private network', async (t) => {
  for (const address of ['172.32.0.0', '172.15.255.255', '11.0.0.0', '100.128.0.0', '2001:4860:4860::8888', '::ffff:8.8.8.8']) t.notOk(isPrivateAddress(address), address)
  for (const address of ['127.0.0.1', '::1', '::ffff:7f00:1', '172.16.0.0', '255.255.255.255', '::ffff:192.168.1.1', '64:ff9b::a00:1', 'fdff::1']) t.ok(isPrivateAddress(address), address)
})

t.test('a slash at the end, an upper-case host or the usual port make no other address', async (t) => {
  for (const text of ['https://Platform.example:443/api/', 'https://platform.example/api//']) t.equal(plainBaseUrl(text), 'https://platform.example/api')
  t.equal(plainBaseUrl('http://127.0.0.1:80/'), 'http://127.0.0.1')
})

t.test('an address that is called as it stands keeps its query and its last slash', async (t) => {
  const whole = { allowPrivateNetworks: false, calledAsItStands: true } as const
  t.same(faultsOfBaseUrl('https://receiver.example/in/?token=made-up', whole), [])
  t.match(faultsOfBaseUrl('https://receiver.example/in/?token=made-up', { allowPrivateNetworks: false }), [{ params: { why: 'without a query' } }])
  t.match(faultsOfBaseUrl('https://receiver.example/#in', whole), [{ params: { why: 'without a fragment' } }])
  for (const text of ['https://receiver.example/in/', 'https://receiver.example/in', 'https://receiver.example/in/?a=b/']) t.equal(plainBaseUrl(text, whole), text)
})
