import { Type, type TSchema } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { option } from '../accounts/options.ts'

/** The endpoint as its page describes it. Nothing of that page is public, so that all of it is said here by whoever has it. */

const strict = { additionalProperties: false }
const PATH = '^(?!.*__proto__)[^.\\s][^.]*(\\.[^.]+)*$'

export const Path = (description: string, more: object = {}) => Type.String({ minLength: 1, maxLength: 200, pattern: PATH, description, ...more })
const Template = (description: string, more: object = {}) => Type.String({ minLength: 1, maxLength: 500, pattern: '^/[^\\s#]*$', description, ...more })
const Headers = (description: string) => option(Type.Record(Type.String({ pattern: '^(?![Aa]uthorization$)[A-Za-z0-9-]{1,60}$' }), Type.String({ maxLength: 500 }), { additionalProperties: false, maxProperties: 20, description }))
const Statuses = (description: string, more: object = {}) => option(Type.Array(Type.Integer({ minimum: 200, maximum: 299 }), { minItems: 1, maxItems: 10, description, ...more }))

const Value = Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()])
const Set = option(Type.Record(Type.String({ pattern: PATH }), Value, {
  additionalProperties: false, maxProperties: 50, description: 'What stands in the body beside the fields: dotted path → a value. A text may have {id}, {employee_number}, {company_code} and every other field in it.'
}))
const wrap = option(Path('Where in the body the fields stand, as a dotted path: `employee` sends {"employee": {…}}, `employees.0` a list of one. Absent: the body is the fields.'))
const item = option(Path('Where in the answer the employee stands, as a dotted path, such as `data`. Absent: the answer is the employee.'))
const success = Statuses('Statuses that mean yes. Absent: every one from 200 to 299.')

const METHODS = ['POST', 'PUT', 'PATCH'] as const
const writing = (method: string, path: string) => ({
  method: option(words([...METHODS], { default: method, description: 'HTTP method.' })),
  path: option(Template('Path below base_url, with placeholders: {id} is the id there, every field of ours stands under its name, such as {company_code} and {employee_number}.', { default: path })),
  wrap,
  set: Set,
  item,
  success
})

export const Token = option(Type.Object({
  url: option(Type.String({ pattern: '^https?://[^\\s#]+$', maxLength: 500, description: 'Where tokens are asked for: the whole address. Needed with direction push.' })),
  client_auth: option(words(['post', 'basic'], { default: 'post', description: 'How the client proves itself: id and secret in the form, or as Basic authentication.' })),
  scopes: option(Type.Object({
    read: option(Type.String({ maxLength: 200, default: 'EMPLOYEE_READ' })),
    write: option(Type.String({ maxLength: 200, default: 'EMPLOYEE_WRITE' })),
    delete: option(Type.String({ maxLength: 200, default: 'EMPLOYEE_DELETE' }))
  }, { ...strict, default: {}, description: 'Names of the scopes that are asked for; an empty text asks for none. delete is asked for only while operations.end is on.' })),
  parameters: option(Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,60}$' }), Type.String({ maxLength: 500 }), { additionalProperties: false, maxProperties: 20, default: {}, description: 'More parameters of the request for a token, such as audience or resource.' })),
  body_as: option(words(['form', 'json'], { default: 'form', description: 'form: as OAuth 2.0 says; json: the same parameters as JSON.' })),
  access_token: option(Path('Where the token stands in the answer.', { default: 'access_token' })),
  expires_in: option(Path('Where the seconds stand for which it is good.', { default: 'expires_in' }))
}, { ...strict, default: {}, description: 'How a token is asked for: OAuth 2.0 client credentials.' }))

export const Create = option(Type.Object({
  ...writing('POST', '/employees'),
  id: option(Path('Where the answer has the id of the new account, as a dotted path below `item`. Absent: where options.id says.'))
}, { ...strict, default: {}, description: 'The call that makes an account.' }))

export const Update = option(Type.Object({
  ...writing('PUT', '/employees/{id}'),
  body: option(words(['all', 'changed'], { default: 'all', description: 'all: every field that has a name, as a PUT that replaces wants it; changed: only what differs.' })),
  always: option(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 30, default: [], description: 'Fields that stand in every body although they do not change, such as company_code and employee_number.' }))
}, { ...strict, default: {}, description: 'The call that changes an account.' }))

export const Delete = option(Type.Object({
  method: option(words(['DELETE', ...METHODS], { default: 'DELETE', description: 'HTTP method.' })),
  path: option(Template('Path below base_url, with placeholders.', { default: '/employees/{id}' })),
  wrap,
  set: Set,
  item,
  success
}, { ...strict, default: {}, description: 'The call that removes somebody. Its body is what `set` says; without it there is none.' }))

export const PAGINGS = ['none', 'page', 'offset', 'cursor', 'link'] as const

export const Find = option(Type.Object({
  by: option(words(['filter', 'path', 'none'], { default: 'filter', description: 'How somebody is looked up by company code and number. filter: a list with a query; path: an address of their own; none: the API cannot, and its "exists already" is relied upon.' })),
  method: option(words(['GET', 'POST'], { default: 'GET', description: 'POST: a search whose query stands in a JSON body.' })),
  path: option(Template('Path below base_url. by filter: of the list; by path: with placeholders, such as /employees/{company_code}/{employee_number}.', { default: '/employees' })),
  query: option(Type.Record(Type.String({ minLength: 1, maxLength: 60 }), Type.String({ maxLength: 200 }), { maxProperties: 20, default: {}, description: 'Parameters of the query → a value with placeholders, such as {"registration": "{employee_number}"}. Without one the whole list is read each time. With POST: dotted paths into the body.' })),
  items: option(Path('Where the list stands in the answer, such as `content`. Absent: the answer is the list.')),
  item,
  not_found: option(words(['nobody', 'wrong_path'], { default: 'wrong_path', description: 'What 404 of the list says: nobody fits, or there is no such path.' })),
  paging: option(Type.Object({
    style: option(words([...PAGINGS], { default: 'none', description: 'How the next page is asked for: by page number, by offset, by a cursor, or by the query of a link; none: there is one page.' })),
    parameter: option(Type.String({ minLength: 1, maxLength: 60, default: 'page', description: 'Query parameter that carries page, offset or cursor.' })),
    first: option(Type.Integer({ minimum: 0, maximum: 1, default: 1, description: 'Number of the first page.' })),
    size_parameter: option(Type.String({ minLength: 1, maxLength: 60, description: 'Query parameter of the size. Absent: it is not sent.' })),
    size: option(Type.Integer({ minimum: 1, maximum: 10_000, default: 100, description: 'Employees of a page that are asked for. A shorter page is not taken for the last one.' })),
    next: option(Path('Where in the answer the next cursor or link stands. `header:link`: the Link header, rel="next".'))
  }, { ...strict, default: {}, description: 'Pages of the list.' }))
}, { ...strict, default: {}, description: 'The look-up: before anything is created, and whenever an id is not known any more.' }))

export const Read = option(Type.Object({
  path: option(Template('Path below base_url, with placeholders, such as /employees/{id}. Absent: an account is read by its look-up.')),
  item
}, { ...strict, default: {}, description: 'Reads one account, after a write and when there is doubt.' }))

export const MEANINGS = ['exists', 'missing', 'group', 'invalid', 'throttled', 'unauthorized'] as const

export const Errors = option(Type.Object({
  code: option(Path('Where in the answer the code of an error stands.')),
  codes: option(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), words([...MEANINGS]), { maxProperties: 200, default: {}, description: 'Codes of the platform → what they mean: exists (company code and number are taken), missing (no such employee), group (not among the API Groups), invalid (a value is refused), throttled, unauthorized. They count before the status.' })),
  field: option(Path('Where the JSON name of the refused field stands; of several errors the first, such as errors.0.field. A list of names, or an object that has them as keys, will do.')),
  exists_id: option(Path('Where an "exists already" names the id of who exists.')),
  ok: option(Type.Object({ path: Path('Where an answer says whether it succeeded.'), value: Value }, { ...strict, description: 'For an API that says in its body whether it succeeded, such as {"path": "success", "value": true}. Absent: the status says it.' }))
}, { ...strict, default: {}, description: 'How a no is said. Without codes: 409 exists, 404 and 410 missing, 403 group, 400 and 422 invalid.' }))

export const Inactive = option(Type.Object({
  path: Path('Where an employee says whether they are removed.'),
  values: Type.Array(Value, { minItems: 1, maxItems: 20, description: 'Values that say so.' })
}, { ...strict, description: 'For an API that still shows who was removed, such as {"path": "status", "values": ["INACTIVE"]}.' }))

export const Extra = option(Type.Object({
  path: Path('Where the extra fields stand.'),
  as: option(words(['object', 'list'], { default: 'object', description: 'object: {"shirt_size": "P"}; list: [{"name": "shirt_size", "value": "P"}].' })),
  name: option(Path('Of a list: where the name of an entry stands.', { default: 'name' })),
  value: option(Path('Of a list: where its value stands.', { default: 'value' }))
}, { ...strict, description: "Where a person's own fields (custom) go, all of them. Absent: only those that stand in `names` as extra.<name> are sent." }))

export const requestHeaders = Headers('Headers of every call to the API, such as the version that it wants. Nothing secret.')
export const emptyAnswers = Statuses('Statuses whose answer may be empty; elsewhere an empty answer to a write says nothing, and is looked at.', { default: [204, 205] })
export type Shape<S extends TSchema> = NonNullable<S['static']>
