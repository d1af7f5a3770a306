import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'
import { chosenCredentials } from '../verify/choice.ts'
import { PUSH } from './verify.ts'

const path = (description: string, usual?: string) =>
  Type.Optional(Type.String({ pattern: '^/[^\\s?#]*$', maxLength: 200, description, ...(usual !== undefined && { default: usual }) }))
const code = (description: string, example: string) => Type.String({ minLength: 1, maxLength: 50, description, examples: [example] })
const name = (usual: string, description: string) => Type.Optional(Type.String({ pattern: '^[A-Za-z_]{1,50}$', default: usual, description }))
const Parameters = Type.String({ maxLength: 500, examples: ['COLIGADA=1;DESDE={since}'] })

export const SINCE_FORMATS = ['YYYY-MM-DDThh:mm:ss', 'YYYY-MM-DD hh:mm:ss', 'YYYY-MM-DD', 'DD/MM/YYYY hh:mm:ss', 'DD/MM/YYYY', 'YYYYMMDD'] as const

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl(undefined, 'Address of the host with port and prefix, without a slash at the end: RM often has port 8051, Protheus the prefix /rest. Absent: nothing is read, EAI messages are received all the same.')),
  product: Type.Optional(words(['RM', 'PROTHEUS'], { default: 'RM', description: 'Which product it is: decides what its statuses mean, how its people are named and where a token is got.' })),
  read_by: Type.Optional(words(['employee_data_content', 'sql_rest', 'sql_soap'], { default: 'employee_data_content', description: 'employee_data_content: the API of RM and Protheus. sql_rest, sql_soap: an SQL sentence registered in RM, by REST or by wsConsultaSQL.' })),
  companies: Type.Optional(Type.Array(Type.Object({
    company: code('RM: coligada. Protheus: company group.', 'T1'),
    branches: Type.Optional(Type.Array(code('Filial, with the blanks inside it. Protheus needs them.', 'D MG 01'), { maxItems: 500 }))
  }, { additionalProperties: false }), { minItems: 1, maxItems: 200, default: [{ company: '1' }], description: 'Whose people employee_data_content is asked for, one after the other.' })),
  authentication: Type.Optional(words(['basic', 'token'], { default: 'basic', description: 'basic: user and password with every call. token: a token that they get.' })),
  token_path: path('Where a token is got. Absent: /api/connect/token/ of RM, /api/oauth2/v1/token of Protheus.'),
  grant_type: Type.Optional(words(['password', 'PASSWORD'], { default: 'password', description: 'How Protheus wants the grant spelled.' })),
  employees_path: path('Where people are listed.', '/api/rh/v1/employeeDataContent'),
  list_property: name('employees', 'The member of an answer that holds them; items and data are understood, too.'),
  modified_parameter: name('dateModified', 'The parameter that asks for changes.'),
  date_modified: Type.Optional(Type.Boolean({ description: 'Whether the list can be asked for changes. Absent: RM yes; Protheus no, because it needs the audit fields RA_USERLGI and RA_USERLGA and finds nobody without them. When it cannot, every run reads everybody.' })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'People on a page.' })),
  order: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'The parameter order, if the list is to be sorted. Absent: as the product does it.', examples: ['code'] })),
  cod_sentenca: Type.Optional(code('Code of the SQL sentence.', 'CRACHA.FUNC')),
  cod_coligada: Type.Optional(Type.Integer({ minimum: 0, maximum: 32_767, default: 0, description: 'Coligada that the sentence belongs to; 0: all.' })),
  cod_sistema: Type.Optional(Type.String({ pattern: '^[A-Za-z]$', default: 'P', description: 'System that the sentence belongs to; P: payroll.' })),
  parameters: Type.Optional(Type.Union([Parameters, Type.Array(Parameters, { minItems: 1, maxItems: 200 })], { description: 'Parameters of the sentence, K=V;K2=V2. {since}: from when on changes are wanted (1900 when everybody is read). Several: read one after the other, such as one per coligada.' })),
  since_format: Type.Optional(words([...SINCE_FORMATS], { default: SINCE_FORMATS[0], description: "How {since} is written, in the tenant's time zone." })),
  ca_certificate: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, description: "PEM of whoever signed the host's certificate, where it is a house of your own." })),
  requests_per_second: requestsPerSecond(5)
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  username: Type.Optional(secretText('User of RM or Protheus that reads.')),
  password: Type.Optional(secretText('Its password.')),
  webhook: Type.Optional(chosenCredentials(PUSH))
}, { additionalProperties: false, minProperties: 1, description: 'username and password to read; webhook: how EAI messages prove who sends them, by user name and password unless said.' })
export type Credentials = Static<typeof Credentials>

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  codes_as_names: Type.Optional(Type.Boolean({ default: true, description: 'Whether the code of a title, department or cost centre is taken where there is no name. Say false where messages, which carry codes only, and reading come together.' })),
  deleted: Type.Optional(words(['end', 'ignore'], { default: 'end', description: 'What the event delete says: the contract ends (without a reason, it is asked), or nothing.' }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
