import t from 'tap'
import { readConfig } from '../src/config.ts'

const SECRET = Buffer.alloc(32, 7).toString('base64')

t.test('nothing set is a working configuration', async (t) => {
  t.match(readConfig({}), {
    DATABASE_URL: undefined,
    CRACHA_DATABASE_BACKEND: 'postgres',
    CRACHA_DATA_DIR: '.cracha',
    HOST: '127.0.0.1',
    PORT: 3000,
    CRACHA_ROLES: ['api', 'worker'],
    CRACHA_TRUST_PROXY: false,
    NO_PROXY: '',
    CRACHA_ALLOW_PRIVATE_NETWORKS: true,
    LOG_LEVEL: 'info'
  })
})

t.test('each setting is read as what it means', async (t) => {
  t.match(readConfig({
    DATABASE_URL: 'postgresql://cracha:secret@db:5432/cracha',
    HOST: '0.0.0.0',
    PORT: ' 8080\r',
    CRACHA_ROLES: 'worker',
    CRACHA_SECRET_KEY: SECRET,
    CRACHA_PUBLIC_URL: 'https://cracha.example.com/base/',
    CRACHA_TRUST_PROXY: '10.0.0.0/8, ::1',
    HTTPS_PROXY: 'proxy.example.com:3128',
    LOG_LEVEL: 'debug'
  }), {
    DATABASE_URL: 'postgresql://cracha:secret@db:5432/cracha',
    PORT: 8080,
    CRACHA_ROLES: ['worker'],
    CRACHA_SECRET_KEY: Buffer.alloc(32, 7),
    CRACHA_PUBLIC_URL: 'https://cracha.example.com/base',
    CRACHA_TRUST_PROXY: ['10.0.0.0/8', '::1'],
    HTTPS_PROXY: 'http://proxy.example.com:3128',
    CRACHA_ALLOW_PRIVATE_NETWORKS: false
  })
  t.equal(readConfig({ CRACHA_TRUST_PROXY: '2' }).CRACHA_TRUST_PROXY, 2)
  t.same(readConfig({ CRACHA_ROLES: 'worker, api,worker' }).CRACHA_ROLES, ['worker', 'api'])
})

t.test('an empty value is none', async (t) => {
  t.match(readConfig({ PORT: '', DATABASE_URL: '', CRACHA_SECRET_KEY: ' ' }), { PORT: 3000, DATABASE_URL: undefined, CRACHA_SECRET_KEY: undefined })
})

t.test('private networks may be called while only this machine can ask for it, or when it is said', async (t) => {
  const allowed = (env: Record<string, string>) => readConfig(env).CRACHA_ALLOW_PRIVATE_NETWORKS
  for (const HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) t.equal(allowed({ HOST }), true, HOST)
  for (const HOST of ['0.0.0.0', '::', '10.0.0.1', 'localhost.example.com']) t.equal(allowed({ HOST }), false, HOST)
  t.equal(allowed({ HOST: '0.0.0.0', CRACHA_ALLOW_PRIVATE_NETWORKS: 'true' }), true)
  t.equal(allowed({ CRACHA_ALLOW_PRIVATE_NETWORKS: 'false' }), false)
})

const wrong = {
  DATABASE_URL: ['localhost/secret', 'mysql://secret'],
  CRACHA_DATABASE_BACKEND: ['mysql', 'Postgres'],
  HOST: ['my host', 'http://host'],
  PORT: ['secret', '-1', '65536', '3000.5', '0x10', '1e3'],
  CRACHA_ROLES: ['api,', 'apiworker', 'console'],
  CRACHA_ADMIN_KEY: ['secret', 'with a space in it'],
  CRACHA_SECRET_KEY: ['secret', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')],
  CRACHA_PUBLIC_URL: ['cracha.example.com', 'ftp://cracha.example.com', 'https://cracha.example.com/?a=b'],
  CRACHA_TRUST_PROXY: ['yes', '10.0.0.0/8,', '1.2.3/8'],
  HTTPS_PROXY: ['socks5://proxy', 'a b'],
  CRACHA_ALLOW_PRIVATE_NETWORKS: ['yes', '1'],
  CRACHA_ALERT_URL: ['alerts.example.com', 'ftp://secret'],
  CRACHA_ALERT_SECRET: ['secret', 'whsec_short', `whsec_${Buffer.alloc(32).toString('base64')} secret`],
  LOG_LEVEL: ['verbose']
}

for (const [key, values] of Object.entries(wrong)) {
  t.test(`a wrong ${key} stops the start with one line that names it and what it must be`, async (t) => {
    for (const value of values) {
      t.throws(() => readConfig({ CRACHA_SECRET_KEY: SECRET, [key]: value }), { name: 'CannotStart', message: new RegExp(`^${key} must be .+\\.$`) }, value)
    }
  })
}

t.test('the value of a secret is never told', async (t) => {
  for (const key of ['DATABASE_URL', 'CRACHA_ADMIN_KEY', 'CRACHA_SECRET_KEY', 'HTTPS_PROXY', 'CRACHA_ALERT_URL', 'CRACHA_ALERT_SECRET']) {
    t.throws(() => readConfig({ [key]: 'x y z' }), { message: /^((?!x y z).)*$/ }, key)
  }
})

t.test('a database server without a secret key is refused', async (t) => {
  t.throws(() => readConfig({ DATABASE_URL: 'postgres://db/cracha' }), { name: 'CannotStart', message: /^CRACHA_SECRET_KEY must be set/ })
})

t.test('alerts are signed, or not sent', async (t) => {
  t.throws(() => readConfig({ CRACHA_ALERT_URL: 'https://alerts.example.com/?token=x' }), { name: 'CannotStart', message: /^CRACHA_ALERT_SECRET must be set/ })
  const secrets = [1, 2].map((byte) => `whsec_${Buffer.alloc(24, byte).toString('base64')}`).join(' ')
  t.match(readConfig({ CRACHA_ALERT_URL: 'https://alerts.example.com/?token=x', CRACHA_ALERT_SECRET: secrets }), { CRACHA_ALERT_URL: 'https://alerts.example.com/?token=x', CRACHA_ALERT_SECRET: secrets })
})

t.test('the embedded server is PostgreSQL, and nothing else can be said of it', async (t) => {
  t.equal(readConfig({ CRACHA_DATABASE_BACKEND: 'citus', DATABASE_URL: 'postgres://db/cracha', CRACHA_SECRET_KEY: SECRET }).CRACHA_DATABASE_BACKEND, 'citus')
  t.throws(() => readConfig({ CRACHA_DATABASE_BACKEND: 'citus' }), { name: 'CannotStart', message: /^CRACHA_DATABASE_BACKEND must be postgres/ })
})
