import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { headerName } from '../verify/headers.ts'
import { chosenCredentials } from '../verify/choice.ts'
import { StandardWebhooksCredentials } from '../verify/standard-webhooks.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'

const Path = Type.String({ minLength: 1, maxLength: 200 })
const place = (description: string, example: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 200, description, examples: [example] }))
const name = (usual: string, description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 200, default: usual, description }))
const below = (description: string, example: string) => Type.String({ pattern: '^/[^\\s#]*$', maxLength: 500, description, examples: [example] })

const Query = Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Type.Union([Type.String({ maxLength: 1000 }), Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 50 })]), {
  maxProperties: 50, description: 'What always stands in the query; a list repeats the name.', examples: [{ status: 'all' }]
})

export const AUTHS = ['none', 'header', 'basic', 'bearer', 'query', 'oauth'] as const
export const STYLES = ['none', 'page', 'offset', 'cursor', 'link'] as const

const List = Type.Object({
  path: below('Where everybody is listed, below base_url.', '/employees'),
  method: Type.Optional(words(['GET', 'POST'], { default: 'GET' })),
  query: Type.Optional(Query),
  body: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.String({ minLength: 1, maxLength: 20_000 })], { description: 'Of a POST: an object, sent as JSON, or a text, sent as it is (content_type).' })),
  content_type: Type.Optional(Type.String({ minLength: 3, maxLength: 100, description: 'Of a body that is a text.', examples: ['text/xml; charset=utf-8'] })),
  items_path: place('Where the list stands in the answer. Absent: the answer is the list.', 'data.employees'),
  record_path: place('Where the person stands in an entry of the list. Absent: the entry is the person.', 'employee')
}, { additionalProperties: false, description: 'Where everybody is listed.' })
export type List = Static<typeof List>

const Paging = Type.Object({
  style: words([...STYLES], { default: 'none', description: 'none: one answer holds everybody. page: pages are numbered. offset: so many are skipped. cursor: every answer has a text for the next. link: every answer has the address of the next, in its body or in the header Link.' }),
  in: Type.Optional(words(['query', 'body'], { default: 'query', description: 'Where page, offset, cursor and size go; in a body a name may be dotted.' })),
  page_name: name('page', 'Of style page.'),
  offset_name: name('offset', 'Of style offset.'),
  cursor_name: name('cursor', 'Of style cursor.'),
  size_name: place('What the size of a page is called. Absent: none is asked for.', 'per_page'),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100, description: 'People of one page, as far as the system allows.' })),
  first: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, description: 'Number of the first page (1 unless said) or of the first person (offset: 0 unless said).' })),
  cursor_path: place('Where the next cursor stands; null, empty or absent: that was the last page.', 'meta.next_cursor'),
  link_path: place('Where the address of the next page stands. Absent: the header Link, rel="next".', 'links.next'),
  has_next_path: place('Where the answer says whether there is more: true or false.', 'meta.has_more'),
  total_path: place('Where the answer says how many people there are in all. A read of fewer dismisses nobody.', 'meta.total'),
  total_pages_path: place('Where the answer says how many pages there are.', 'meta.pages'),
  ends: Type.Optional(words(['empty', 'short'], { default: 'empty', description: 'How pages and offsets end when nothing above says it: at an empty page, or already at one with fewer people than size. short: only if the system surely gives as many as asked for.' }))
}, { additionalProperties: false, description: 'How the list comes in pages.' })
export type Paging = Static<typeof Paging>

const Changes = Type.Object({
  parameter: Type.String({ minLength: 1, maxLength: 200, description: 'The parameter that asks for whoever changed since then.', examples: ['updated_since'] }),
  format: Type.Optional(words(['iso', 'date', 'epoch_ms', 'epoch_s'], { default: 'iso', description: 'iso: 2026-03-02T12:00:00.000Z. date: the day before, as 2026-03-01.' })),
  value: Type.Optional(Type.String({ pattern: '\\{since\\}', maxLength: 500, default: '{since}', description: 'What is sent, with {since} in it.', examples: ['modified ge {since}'] })),
  path: Type.Optional(below('Another list for changes. Absent: the one of everybody.', '/employees/changes'))
}, { additionalProperties: false, description: 'How the list is asked for changes only. Absent: every run reads everybody.' })

const One = Type.Object({
  path: below('One person by id, {id} in it; it may stand in the query.', '/employees/{id}'),
  record_path: place('Where the person stands in the answer; a list holds several contracts. Absent: the answer is the person.', 'data'),
  for_each: Type.Optional(Type.Boolean({ default: false, description: 'Whether everybody on the list is looked up once more, where the list says too little: one call more per person.' }))
}, { additionalProperties: false, description: 'How somebody is looked up. Needed for webhooks that only say about whom.' })

const Leavers = Type.Object({
  path: below('Where leavers are listed, in pages like everybody.', '/employees/dismissed'),
  query: Type.Optional(Query),
  items_path: place('Where that list stands in its answer. Absent: as in list.', 'data')
}, { additionalProperties: false, description: 'A list of leavers, where leavers are on no other: it alone says who of the missing has left.' })

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl(undefined, 'Address of the API, without a slash at the end. Absent: nobody is read, the system tells.')),
  requests_per_second: requestsPerSecond(2),
  headers: Type.Optional(Type.Record(Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" }), Type.String({ minLength: 1, maxLength: 500 }), { maxProperties: 20, description: 'Headers of every call that are no secret.', examples: [{ 'x-company': '01', accept: 'application/xml' }] })),
  auth: Type.Optional(words([...AUTHS], { default: 'none', description: 'How we prove ourselves to the API. header: credentials.key in auth_header. query: credentials.key in auth_parameter. basic: credentials.username and password. bearer: credentials.key. oauth: client credentials (credentials.client_id, client_secret) at token_url.' })),
  auth_header: Type.Optional(headerName('Of auth header.', 'x-api-key')),
  auth_prefix: Type.Optional(Type.String({ maxLength: 50, description: 'What stands in front of the key in auth_header, with its space.', examples: ['Token '] })),
  auth_parameter: name('api_key', 'Of auth query.'),
  token_url: Type.Optional(baseUrl(undefined, 'Of auth oauth: where tokens are given.')),
  scope: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'Of auth oauth.' })),
  token_parameters: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.String({ maxLength: 1000 }), { maxProperties: 10, description: 'Of auth oauth: what else the form holds.', examples: [{ audience: 'https://hr.example.com' }] })),
  client_proof: Type.Optional(words(['post', 'basic'], { default: 'post', description: 'Of auth oauth: client id and secret in the form, or as Basic authentication.' })),
  list: Type.Optional(List),
  paging: Type.Optional(Paging),
  changes: Type.Optional(Changes),
  one: Type.Optional(One),
  leavers: Type.Optional(Leavers),
  leave_out: Type.Optional(Type.Array(Path, { maxItems: 200, description: 'Names of members that are dropped from every record as it arrives, at whatever depth, beside those of salary, bank, dependents and health.', examples: [['notes', 'documents']] }))
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const HEADER = { header: 'x-webhook-secret' }

export const Credentials = Type.Object({
  webhook: Type.Optional(chosenCredentials(HEADER)),
  standard_webhooks: Type.Optional(StandardWebhooksCredentials),
  key: Type.Optional(secretText('Of auth header, query or bearer.')),
  username: Type.Optional(secretText('Of auth basic.')),
  password: Type.Optional(secretText('Of auth basic.')),
  client_id: Type.Optional(secretText('Of auth oauth.')),
  client_secret: Type.Optional(secretText('Of auth oauth.')),
  none: Type.Optional(Type.Literal(true, { description: 'Alone: the API takes no credentials, and webhooks are refused.' }))
}, { additionalProperties: false, minProperties: 1, description: 'For what the system sends: webhook or standard_webhooks. For reading: as settings.auth says. Without either of the first two, webhooks are refused.' })
export type Credentials = Static<typeof Credentials>
