import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'
import { chosenCredentials } from '../verify/choice.ts'

const text = (description: string, example: string) => Type.String({ minLength: 1, maxLength: 500, description, examples: [example] })

export const Settings = Type.Object({
  base_url: baseUrl(undefined, 'The API server of the data centre, without /odata/v2, such as https://api4.successfactors.com.'),
  token_url: Type.Optional(baseUrl(undefined, 'Where tokens are given. Absent: /oauth/token below base_url.')),
  issuer: Type.Optional(Type.String({ minLength: 1, maxLength: 500, default: 'www.successfactors.com', description: 'Issuer of the SAML assertion.' })),
  audience: Type.Optional(Type.String({ minLength: 1, maxLength: 500, default: 'www.successfactors.com', description: 'Audience of the SAML assertion.' })),
  recipient: Type.Optional(text('Recipient of the SAML assertion. Absent: the address where tokens are given.', 'https://api4.successfactors.com/oauth/token')),
  signature: Type.Optional(words(['rsa-sha256', 'rsa-sha1'], { default: 'rsa-sha256', description: 'How the SAML assertion is signed.' })),
  api_user_is: Type.Optional(words(['user_id', 'username'], { default: 'user_id', description: 'Whether api_user is, in a SAML assertion, a user id or a user name.' })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'People of one page (customPageSize).' })),
  paging: Type.Optional(words(['snapshot', 'cursor', 'none'], { default: 'snapshot', description: 'How the server is asked to cut pages.' })),
  rows_from: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', default: '1900-01-01', description: 'Dated rows are asked for from this day on, to the last one (fromDate, toDate): a later day makes answers smaller where histories are long.' })),
  fields: Type.Optional(words(['needed', 'all'], { default: 'needed', description: 'needed: only the fields of the known places and of the mapping are asked for ($select). all: whatever the API user may read.' })),
  without: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Za-z]{1,60}Nav$' }), { maxItems: 30, description: 'Navigations that are not asked for, such as those that the API user may not read.', examples: [['nationalIdNav', 'costCenterNav']] })),
  requests_per_second: requestsPerSecond(2)
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  company_id: Type.Optional(Type.String({ minLength: 1, maxLength: 250, description: 'Company ID of the instance: needed with password and with private_key.', examples: ['acmeP'] })),
  api_user: Type.Optional(Type.String({ minLength: 1, maxLength: 250, description: 'The technical user: its user name for Basic (@company_id is added), its user id for SAML.', examples: ['CRACHA_API'] })),
  password: Type.Optional(secretText('Password of api_user, for HTTP Basic.')),
  client_id: Type.Optional(secretText('API key of the registered OAuth2 client application, for SAML.')),
  private_key: Type.Optional(secretText('Private key in PEM whose X.509 certificate is registered with the OAuth2 client application.')),
  certificate: Type.Optional(secretText('That certificate in PEM: goes with the signature. Absent: it does not.')),
  api_key: Type.Optional(secretText('Sent as the header APIKey: for the public sandbox and for API management.')),
  webhook: Type.Optional(chosenCredentials({ header: 'x-webhook-secret' }))
}, { additionalProperties: false, minProperties: 1, description: 'For reading: company_id, api_user and password; or company_id, api_user, client_id and private_key; or api_key. For what it sends: webhook.' })
export type Credentials = Static<typeof Credentials>

/** What may follow the webhook URL, since what is sent need not say what happened. */
export const EVENTS = ['hire', 'rehire', 'change', 'termination', 'leave', 'return'] as const
export type Event = typeof EVENTS[number]

const byName = <T extends Parameters<typeof Type.Record>[1]>(value: T, description: string, example: object) =>
  Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), value, { maxProperties: 500, description, examples: [example] }))

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  events: byName(words([...EVENTS, 'ignore']), 'What the last word of an event type, or an event reason, means. Others are changes. ignore: nobody is looked up because of it.', { NEWHIRE: 'hire', Probation: 'ignore' }),
  integration_center: Type.Optional(words(['told', 'look_up'], { default: 'told', description: 'Whether what Integration Center posts is taken as it is, or only as a hint of whom to look up.' })),
  answer_status: Type.Optional(Type.String({ minLength: 1, maxLength: 20, default: '0', description: 'The status in the SOAP answer that says that an event arrived.' })),
  email_types: byName(words(['work', 'personal', 'ignore']), 'What kinds of e-mail mean, by the id of the option (it differs per company) or its external code. Absent: the primary one is the work e-mail.', { 8448: 'work', 8449: 'personal' }),
  phone_types: byName(words(['mobile', 'ignore']), 'What kinds of phone mean, likewise. Absent: the primary one is taken.', { 10606: 'mobile' }),
  cpf_card_types: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 20, default: ['CPF'], description: 'Card types of national ids that hold the CPF. All others are dropped as they arrive.' })),
  ending_offset_days: Type.Optional(Type.Integer({ minimum: -31, maximum: 31, default: -1, description: 'Only where EmpEmployment.endDate is not told: how far the ending is from the first day of the job row that ends it.' }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
