import { isIP } from 'node:net'
import { Type, type StaticDecode, type TSchema } from '@sinclair/typebox'
import { TransformDecodeCheckError, TransformDecodeError, Value } from '@sinclair/typebox/value'
import { CannotStart } from './domain/cannot-start.ts'
import { SECRETS } from './domain/webhook-signature.ts'

/** The environment: its keys, what they must be, what they are when unset. Everything is read as a string and means what it decodes to. */
export const Environment = Type.Object({
  DATABASE_URL: Type.Optional(setting((value) => url(value, 'postgres:', 'postgresql:') && value, {
    description: 'The PostgreSQL server to use; unset: an embedded one below CRACHA_DATA_DIR',
    must: 'be a URL such as postgres://user:password@host:5432/database',
    secret: true
  })),
  CRACHA_DATABASE_BACKEND: setting((value) => value as 'postgres' | 'yugabytedb' | 'cockroachdb' | 'citus', {
    description: 'What kind of server DATABASE_URL names; anything but postgres has been reasoned about, not run (docs/scale.md)',
    must: 'be postgres, yugabytedb, cockroachdb or citus',
    pattern: '^(postgres|yugabytedb|cockroachdb|citus)$',
    default: 'postgres'
  }),
  CRACHA_DATA_DIR: setting(String, {
    description: 'Where the embedded PostgreSQL and the keys made for it are kept',
    must: 'be a path',
    default: '.cracha'
  }),
  HOST: setting(String, {
    description: 'The address to listen on; 0.0.0.0 is every one',
    must: 'be an IP address or a host name',
    pattern: '^[\\w.:-]+$',
    default: '127.0.0.1'
  }),
  PORT: setting((value) => Number(value) < 65536 ? Number(value) : wrong(), {
    description: 'The port to listen on',
    must: 'be a number from 0 (any free port) to 65535',
    pattern: '^\\d{1,5}$',
    default: '3000'
  }),
  CRACHA_ROLES: setting((value) => [...new Set(list(value) as ('api' | 'worker')[])], {
    description: 'What this process does: answer calls, deliver, or both',
    must: 'be api, worker or api,worker',
    pattern: '^\\s*(api|worker)\\s*(,\\s*(api|worker)\\s*)*$',
    default: 'api,worker'
  }),
  CRACHA_ADMIN_KEY: Type.Optional(setting(String, {
    description: 'The key of the instance, for creating tenants; unset: made at the first start and printed once',
    must: 'be 8 characters or more, without spaces',
    pattern: '^[!-~]{8,}$',
    secret: true
  })),
  CRACHA_SECRET_KEY: Type.Optional(setting((value) => Buffer.from(value, 'base64'), {
    description: 'The key that seals what is stored; unset, with the embedded PostgreSQL: made at the first start and kept below CRACHA_DATA_DIR',
    must: 'be 32 bytes in base64 (44 characters)',
    pattern: '^[A-Za-z0-9+/_-]{43}=?$',
    secret: true
  })),
  CRACHA_PUBLIC_URL: Type.Optional(setting((value) => url(value, 'http:', 'https:').replace(/\/+$/, ''), {
    description: 'How the world reaches this instance, for the webhook URLs it tells; unset: http://HOST:PORT',
    must: 'be a URL such as https://cracha.example.com',
    pattern: '^[^?#]+$'
  })),
  CRACHA_TRUST_PROXY: setting(trusted, {
    description: 'Whose X-Forwarded-* headers are believed: of no one, every one, that many proxies in front, or these addresses',
    must: 'be true, false, a number of proxies, or addresses such as 10.0.0.0/8,127.0.0.1',
    default: 'false'
  }),
  HTTPS_PROXY: Type.Optional(setting((value) => url(value.includes('://') ? value : `http://${value}`, 'http:', 'https:'), {
    description: 'The proxy that outbound calls go through',
    must: 'be a URL such as http://proxy.example.com:3128',
    secret: true
  })),
  NO_PROXY: setting(String, {
    description: 'The hosts that are called without the proxy',
    must: 'be host names, separated by commas',
    default: ''
  }),
  CRACHA_ALLOW_PRIVATE_NETWORKS: Type.Optional(setting((value) => value === 'true', {
    description: 'Whether destinations may lie in private networks; unset: true while HOST is this machine alone',
    must: 'be true or false',
    pattern: '^(true|false)$'
  })),
  CRACHA_ALERT_URL: Type.Optional(setting((value) => url(value, 'http:', 'https:'), {
    description: 'Where whoever operates the instance is told what is the matter, of the instance and of all tenants; unset: nowhere',
    must: 'be a URL such as https://alerts.example.com/cracha',
    secret: true
  })),
  CRACHA_ALERT_SECRET: Type.Optional(setting(String, {
    description: 'What those alerts are signed with (Standard Webhooks); several, separated by spaces, while it is rotated',
    must: 'be whsec_ and 24 to 64 bytes in base64',
    pattern: SECRETS,
    secret: true
  })),
  CRACHA_SMTP_URL: Type.Optional(setting((value) => url(value, 'smtp:', 'smtps:'), {
    description: 'The mail server that summaries of runs go through; unset: no mail is sent',
    must: 'be a URL such as smtp://user:password@mail.example.com:587',
    secret: true
  })),
  CRACHA_MAIL_FROM: setting(String, {
    description: 'The sender of those mails',
    must: 'be an e-mail address',
    pattern: '^[^\\s@]+@[^\\s@]+$',
    default: 'cracha@localhost'
  }),
  CRACHA_MAIL_TO: Type.Optional(setting(String, {
    description: 'Who is told by mail of the runs of all tenants; each tenant has alert_email for its own',
    must: 'be an e-mail address',
    pattern: '^[^\\s@]+@[^\\s@]+$'
  })),
  LOG_LEVEL: setting((value) => value as 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent', {
    description: 'The least important log line that is written',
    must: 'be fatal, error, warn, info, debug, trace or silent',
    pattern: '^(fatal|error|warn|info|debug|trace|silent)$',
    default: 'info'
  })
})

export type Config = StaticDecode<typeof Environment> & { CRACHA_ALLOW_PRIVATE_NETWORKS: boolean }

/** What the environment says, or a CannotStart that names the first wrong key and the way out, never the value of a secret. */
export function readConfig (env: Record<string, string | undefined>): Config {
  const config = Object.fromEntries(Object.entries(Environment.properties).map(([key, schema]) =>
    [key, read(key, schema, env[key]?.trim() || schema.default)])) as StaticDecode<typeof Environment>
  if (config.DATABASE_URL && !config.CRACHA_SECRET_KEY) {
    throw new CannotStart('CRACHA_SECRET_KEY must be set when DATABASE_URL is: it seals what is stored, so make it once and keep it safe (node -p "crypto.randomBytes(32).toString(\'base64\')").')
  }
  if (config.CRACHA_ALERT_URL && !config.CRACHA_ALERT_SECRET) {
    throw new CannotStart('CRACHA_ALERT_SECRET must be set when CRACHA_ALERT_URL is: alerts are signed with it (node -p "\'whsec_\' + crypto.randomBytes(32).toString(\'base64\')").')
  }
  if (!config.DATABASE_URL && config.CRACHA_DATABASE_BACKEND !== 'postgres') {
    throw new CannotStart('CRACHA_DATABASE_BACKEND must be postgres, or unset, while DATABASE_URL is unset: the embedded server is PostgreSQL.')
  }
  return { ...config, CRACHA_ALLOW_PRIVATE_NETWORKS: config.CRACHA_ALLOW_PRIVATE_NETWORKS ?? isLoopback(config.HOST) }
}

interface Meaning { description: string, must: string, pattern?: string, default?: string, secret?: true }

function setting<T> (decode: (value: string) => T, meaning: Meaning) {
  return Type.Transform(Type.String(meaning)).Decode(decode).Encode(String)
}

function read (key: string, schema: TSchema, value: string | undefined): unknown {
  if (value === undefined) return undefined
  try {
    return Value.Decode(schema, value)
  } catch (error) {
    if (!(error instanceof TransformDecodeError || error instanceof TransformDecodeCheckError)) throw error
    const found = schema.secret ? '' : `, not ${JSON.stringify(value.slice(0, 80))}`
    const otherwise = schema.default ? ` Unset, it is ${schema.default}.` : ''
    throw new CannotStart(`${key} must ${schema.must}${found}.${otherwise}`)
  }
}

/** Told by `must`. */
function wrong (): never {
  throw new TypeError()
}

const list = (value: string) => value.split(',').map((item) => item.trim())

function url (value: string, ...protocols: string[]): string {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : wrong()
}

function trusted (value: string): boolean | number | string[] {
  if (value === 'true' || value === 'false') return value === 'true'
  if (/^\d{1,2}$/.test(value)) return Number(value)
  const addresses = list(value)
  return addresses.every((address) => /^[^/]+(\/\d{1,3})?$/.test(address) && isIP(address.split('/')[0] ?? '')) ? addresses : wrong()
}

/** Only this machine reaches such a HOST. */
export const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host)
