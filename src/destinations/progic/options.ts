import { Type, type Static } from '@sinclair/typebox'
import type { Settings } from '../../domain/destination.ts'
import { words } from '../../domain/fields.ts'
import type { Rule } from '../accounts/lines.ts'
import { clear, commonOptions, completing, mappingOf, option, Source, splitFullName, type Complete } from '../accounts/options.ts'
import * as endpoint from './endpoint.ts'
import { FIELDS } from './fields.ts'

const strict = { additionalProperties: false }
const WRITABLE = `${FIELDS.join('|')}|extra\\.[^.]{1,100}`
const Id = Type.String({ minLength: 1, maxLength: 100 })

export const Options = Type.Object({
  ...commonOptions({
    requestsPerSecond: 2,
    rateNote: 'The limits of the API are not public; two a second has been harmless elsewhere.',
    confirm: { default: true, description: 'Read every write back after ten seconds, where the API can be read.' }
  }),
  direction: option(words(['push', 'pull'], { default: 'push', description: 'push: the API of Progic is called. pull: nothing is called; Progic reads the feed at /feeds/{id of this destination}, which needs credentials.feed_key. With a feed_key the feed serves beside push, too.' })),
  token: endpoint.Token,
  headers: endpoint.requestHeaders,
  names: option(Type.Record(Type.String({ pattern: `^(${WRITABLE})$` }), endpoint.Path(''), {
    additionalProperties: false, default: {}, description: 'Field → its name in the JSON of the API, as a dotted path, such as {"first_name": "employee.firstName"}. What stands not here is never sent. push needs employee_number, first_name and last_name; naming company_code makes it part of who somebody is. The feed uses the same names; without any, those of the fields.'
  })),
  read_names: option(Type.Record(Type.String({ pattern: `^(${WRITABLE})$` }), endpoint.Path(''), {
    additionalProperties: false, default: {}, description: 'Fields that answers show under another name than requests: field → dotted path. Absent ones are read as they are written.'
  })),
  extra: endpoint.Extra,
  id: option(endpoint.Path('Where an employee of an answer has the id that later calls need. `location`: the last part of the Location header of a create. `key`: there is none, company code and number are the id.', { default: 'id' })),
  create: endpoint.Create,
  update: endpoint.Update,
  delete: endpoint.Delete,
  find: endpoint.Find,
  read: endpoint.Read,
  errors: endpoint.Errors,
  empty_answers: endpoint.emptyAnswers,
  inactive: endpoint.Inactive,
  exists: option(words(['ask', 'adopt'], { default: 'ask', description: 'The API says "exists already" and nobody can be looked up: ask, or take company code and number for this person\'s account (where `id` is key).' })),
  date_format: option(Type.String({ pattern: '^(?=.*YYYY)(?=.*MM)(?=.*DD)[^{}]{8,40}$', default: 'YYYY-MM-DD', description: 'How dates are written: YYYY, MM and DD, everything else as it stands, such as DD/MM/YYYY or YYYY-MM-DDT00:00:00Z.' })),
  phone_format: option(words(['e164', 'digits', 'national'], { default: 'e164', description: 'e164: +5511987654321; digits: 5511987654321; national: 11987654321, and digits for foreign numbers.' })),
  cpf_format: option(words(['digits', 'punctuated'], { default: 'digits', description: 'digits: 52998224725; punctuated: 529.982.247-25.' })),
  booleans: option(Type.Unsafe<[unknown, unknown]>({ type: 'array', minItems: 2, maxItems: 2, items: { type: ['boolean', 'string', 'number'] }, default: [true, false], description: 'How yes and no are written: [true, false], ["S", "N"], [1, 0] …' })),
  numbers: option(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 30, default: [], description: 'Fields that are written as JSON numbers, such as idgroup; `id` for the {id} of a body. A value with leading zeros stays a text: as a number it would be another one.' })),
  empty: option(words(['null', 'text'], { default: 'null', description: 'How a field is written that HR emptied: null, or "".' })),
  idgroup: option(Type.Object({
    from: option(Source),
    values: option(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), Id, { maxProperties: 5000, default: {}, description: 'Values of the record → id of the group.' })),
    otherwise: option(Type.Unsafe<string>({ ...Id, description: 'For everybody else. Absent: no group is sent, so that a new account is in the default group of the credential.' }))
  }, { ...strict, description: 'The group of each person, where it is not the default group of the credential: {"from": "department", "values": {"Sales": "12"}}. Needs a name in `names.idgroup`, and each group among the API Groups of the credential.' })),
  company_code: option(Type.String({ minLength: 1, maxLength: 50, description: 'Company code of people of whom HR tells none.' })),
  split_full_name: splitFullName,
  rehire: option(words(['end_and_create', 'update', 'hold'], { default: 'end_and_create', description: 'Somebody comes back who was removed: make a new account (after looking), write to the old one where it is still shown (inactive), or ask.' })),
  clear,
  feed_header: option(Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$', description: 'Header in which whoever reads the feed sends credentials.feed_key, beside Authorization (Bearer, or Basic user name).' })),
  mapping: mappingOf(WRITABLE, 'Field ← a name of the record, or several, with a table of values; null switches a field off. pin is the CPF; idgroup has an option of its own.')
}, strict)

type Whole<K extends keyof Static<typeof Options>> = NonNullable<Static<typeof Options>[K]>
type Deep<T, O extends keyof T = never> = Required<Omit<T, O>> & Pick<T, O>
type Beside = 'wrap' | 'set' | 'item' | 'success'

/** Every option has its value; those that may be missing say so. */
export type ProgicOptions = Omit<Complete<typeof Options, 'headers' | 'extra' | 'inactive' | 'idgroup' | 'company_code' | 'feed_header'>, 'token' | 'create' | 'update' | 'delete' | 'find' | 'read' | 'errors' | 'mapping' | 'names' | 'read_names' | 'idgroup' | 'extra'> & {
  token: Deep<Omit<Whole<'token'>, 'scopes'>, 'url'> & { scopes: Required<NonNullable<Whole<'token'>['scopes']>> }
  create: Deep<Whole<'create'>, Beside | 'id'>
  update: Deep<Whole<'update'>, Beside>
  delete: Deep<Whole<'delete'>, Beside>
  find: Deep<Omit<Whole<'find'>, 'paging'>, 'items' | 'item'> & { paging: Deep<NonNullable<Whole<'find'>['paging']>, 'size_parameter' | 'next'> }
  read: Whole<'read'>
  errors: Deep<Whole<'errors'>, 'code' | 'field' | 'exists_id' | 'ok'>
  idgroup?: Deep<Whole<'idgroup'>, 'from' | 'otherwise'>
  extra?: Required<Whole<'extra'>>
  mapping: Record<string, Rule>
  names: Record<string, string>
  read_names: Record<string, string>
}
export type ProgicSettings = Settings<ProgicOptions>

export const complete = completing<ProgicOptions>(Options)

const secret = (most: number, description: string, more: object = {}) => Type.Optional(Type.String({ minLength: 1, maxLength: most, description, ...more }))

export const Credentials = Type.Object({
  client_id: secret(500, 'Client ID: Settings, OAuth API credentials. Needed with direction push.'),
  client_secret: secret(4096, 'Client Secret, shown beside it once. Needed with direction push.'),
  feed_key: secret(500, 'What whoever reads the feed proves themselves with: at least 32 visible characters, made for this and nothing else, such as 32 random bytes in base64; never one of our own keys. Needed with direction pull.', { minLength: 32, pattern: '^(?!cracha_)[\\x21-\\x7e]+$' })
}, strict)
export type ProgicCredentials = Static<typeof Credentials>
