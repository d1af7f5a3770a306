import { Type, type Static } from '@sinclair/typebox'
import type { Settings } from '../../domain/destination.ts'
import { words } from '../../domain/fields.ts'
import type { Rule } from '../accounts/lines.ts'
import { clear, commonOptions, completing, mappingOf, option, Source, splitFullName, type Complete } from '../accounts/options.ts'

/** What a mapping may write: attributes of the core and enterprise schemas, values of lists by their type, and the provider's own schema. */
const WRITABLE = [
  'userName', 'externalId', 'displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone', 'profileUrl',
  'name\\.(givenName|familyName|middleName|formatted|honorificPrefix|honorificSuffix)',
  '(emails|phoneNumbers)\\.[A-Za-z]{1,30}',
  'addresses\\.[A-Za-z]{1,30}\\.(formatted|streetAddress|locality|region|postalCode|country)',
  'employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager',
  'extension\\.[A-Za-z][\\w-]{0,99}'
].join('|')

const url = (description: string) => option(Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 1000, description }))

export const LOOK_UPS = ['externalId', 'userName', 'employeeNumber', 'emails.value'] as const
export const EXTERNAL_IDS = '^(employee_id|employee_number|cpf|work_email|[^{}]{0,50}(\\{[a-z_]{1,40}\\}[^{}]{0,50}){1,5})$'

export const Options = Type.Object({
  ...commonOptions({
    requestsPerSecond: 8,
    rateNote: 'scim: a provider says by 429 and RateLimit headers what it allows. entra: 40 calls in 5 s, and 2,000 (P1, P2) or 6,000 (Governance) in 24 hours, of up to 50 people each.',
    confirm: { default: true, description: 'scim: read every write back after five seconds. entra: read the provisioning logs, where logs_url says where they are.' }
  }),
  mode: option(words(['scim', 'entra'], { default: 'scim', description: 'scim: a SCIM 2.0 service provider; base_url ends where /Users begins. entra: API-driven inbound provisioning of Microsoft Entra; base_url ends where /bulkUpload begins.' })),
  auth_scheme: option(Type.String({ pattern: '^[\\w-]{0,40}$', default: 'Bearer', description: 'The word before credentials.token; empty: the bare token.' })),
  auth_header: option(Type.String({ pattern: '^[A-Za-z][\\w-]{0,60}$', default: 'authorization', description: 'The header that carries credentials.token.' })),
  token_url: url('OAuth 2.0 client credentials: where a token is asked for with credentials.client_id and client_secret. entra: https://login.microsoftonline.com/{tenant-id}/oauth2/v2.0/token'),
  token_scope: option(Type.String({ maxLength: 500, description: 'Scope of that token. Left out, entra: https://graph.microsoft.com/.default' })),
  token_auth: option(words(['post', 'basic'], { default: 'post', description: 'client_id and client_secret in the form of the token request, or as Basic authentication.' })),
  media_type: option(words(['application/scim+json', 'application/json'], { default: 'application/scim+json', description: 'Content type of what is sent. Both are accepted in answers. entra takes the first only.' })),
  discovery: option(Type.Boolean({ default: true, description: 'Read /ServiceProviderConfig and /Schemas once a day and go by them. Without them, or where a provider has none: PATCH, filters, no bulk, no versions, every mapped attribute.' })),
  update_with: option(words(['discovered', 'patch', 'put'], { default: 'discovered', description: 'PATCH of single attributes, or PUT of the resource as it was read with the changes in it. discovered: PATCH unless the provider says otherwise, or answers 405 or 501 to it.' })),
  value_paths: option(words(['discovered', 'filter', 'whole'], { default: 'discovered', description: 'How an e-mail address or a telephone number is changed: its own value, by emails[type eq "work"].value, or the whole list as it was read with the change in it. Either way what others put into the list stays. discovered: the first, until a provider refuses such a path.' })),
  versions: option(words(['discovered', 'always', 'never'], { default: 'discovered', description: 'Send If-Match with the version that was read, so that nobody\'s change is overwritten unseen. discovered: where the provider says that it has ETags.' })),
  schemas: option(words(['discovered', 'all'], { default: 'discovered', description: 'discovered: mapped attributes that /Schemas does not list, or lists as read-only, are withheld and shown. all: they are sent.' })),
  look_up: option(Type.Array(words([...LOOK_UPS]), { minItems: 1, maxItems: 4, uniqueItems: true, default: ['externalId', 'userName'], description: 'By what somebody is looked for, in this order: the first that finds anybody counts.' })),
  search: option(words(['url', 'post'], { default: 'url', description: 'url: GET /Users?filter=…; changes to post by itself when the provider refuses personal data in an address (403 sensitive). post: POST /Users/.search from the beginning.' })),
  page_size: option(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'count of a search: accounts that one page may hold.' })),
  external_id_from: option(Type.String({ pattern: EXTERNAL_IDS, maxLength: 255, default: 'employee_id', description: 'externalId. employee_id: our own id of the person, the same for good. Or employee_number, cpf, work_email, or a format such as {company_code}-{employee_number}. entra matches people by it: use what employeeId holds there.' })),
  user_name_from: option(Type.Array(Source, { minItems: 1, maxItems: 5, default: ['work_email'], description: 'userName: the first of these that a person has.' })),
  required: option(Type.Array(Type.String({ pattern: `^(${WRITABLE})$` }), { maxItems: 20, default: ['userName'], description: 'Without these no account is made; what is missing is asked for.' })),
  extension: option(Type.String({ pattern: '^urn:[\\w.:-]{3,250}$', description: 'URN of the provider\'s own schema, for what SCIM has no attribute for, such as the hire date: mapping writes extension.{attribute}.' })),
  manager_as: option(words(['object', 'string'], { default: 'object', description: 'manager is {"value": id}, or the bare id.' })),
  split_full_name: splitFullName,
  rehire: option(words(['update', 'hold'], { default: 'update', description: 'Somebody comes back whose account is inactive: make it active again, or ask.' })),
  bulk: option(words(['discovered', 'never'], { default: 'discovered', description: 'discovered: creations and changes of several people go in one call where /ServiceProviderConfig advertises bulk. entra always uploads in bulk.' })),
  bulk_operations: option(Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'People in one call at most; less where the provider says less. entra: at most 50.' })),
  logs_url: url('entra: the provisioning logs, https://graph.microsoft.com/v1.0/auditLogs/provisioning. Left out, nobody knows what became of an upload: confirmed stays null.'),
  logs_filter: option(Type.String({ maxLength: 500, default: 'activityDateTime ge {since}', description: 'entra: $filter of the logs. {since}: a minute before the upload; {external_id}: puts that into the address. Add jobId eq \'…\' where several jobs write there.' })),
  logs_delay_minutes: option(Type.Integer({ minimum: 1, maximum: 1440, default: 15, description: 'entra: how long after an upload the logs are read; they lag 5 to 10 minutes. Read again after twice and four times as long.' })),
  unseen_leavers: option(words(['hold', 'send', 'skip'], { default: 'hold', description: 'entra, where nobody can be looked up: somebody who has left, and whom we never uploaded. Ask (one answer may be for all), upload them as inactive, which may make an inactive account, or leave them.' })),
  clear,
  mapping: mappingOf(WRITABLE, 'SCIM attribute ← a name of the record, or several, with a table of values; null switches one off. Names: emails.work, phoneNumbers.mobile, addresses.work.locality, name.givenName, department; extension.{attribute} for the schema of the option extension. Personal e-mail, dates, CPF, birth_name and gender are sent only when they stand here.')
}, { additionalProperties: false })

export type ScimOptions = Complete<typeof Options, 'token_url' | 'token_scope' | 'extension' | 'logs_url'> & { mapping: Record<string, Rule> }
export type ScimSettings = Settings<ScimOptions>

export const complete = completing<ScimOptions>(Options)

const Secret = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 8192, description }))

/** One of: token · username and password · client_id and client_secret. */
export const Credentials = Type.Object({
  token: Secret('A token of the provider, sent as options.auth_scheme and auth_header say.'),
  username: Secret('Basic authentication, with password.'),
  password: Secret('Basic authentication, with username.'),
  client_id: Secret('OAuth 2.0 client credentials, with client_secret and options.token_url. entra: the application (client) id.'),
  client_secret: Secret('OAuth 2.0 client credentials, with client_id.')
}, { additionalProperties: false, minProperties: 1 })

export type ScimCredentials = Static<typeof Credentials>
