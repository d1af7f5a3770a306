import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'
import { chosenCredentials } from '../verify/choice.ts'

export const HEADER = { header: 'x-webhook-secret' }

const urlPath = (usual: string | undefined, description: string) =>
  Type.Optional(Type.String({ pattern: '^/[^\\s?#]*$', maxLength: 500, description, ...(usual !== undefined && { default: usual }) }))
const table = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,40}$' })
const separator = (usual: string | undefined, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 5, description, ...(usual !== undefined && { default: usual }) }))

/** What G5 is asked beside the contracts themselves, unless `tables` says otherwise. */
export const TABLES = ['R038AFA', 'R010SIT', 'R024CAR', 'R016ORN', 'R018CCU', 'R034CPL']

const PLATFORM = {
  service: Type.Optional(words(['employeejourney', 'payroll'], { default: 'employeejourney', description: 'Product x: the service whose entities employee and person are read.' })),
  login_path: urlPath(undefined, 'Product x: the path of loginWithKey (or login). Absent: the known ones are tried, the next one when there is none.'),
  first_page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, default: 0, description: 'Product x: the offset of the first page.' })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 100, description: 'Product x: the most that a page may have is 100.' })),
  offset_counts: Type.Optional(words(['pages', 'items'], { default: 'pages', description: 'Product x: what offset counts.' })),
  person_path: Type.Optional(Type.String({ minLength: 1, maxLength: 200, default: 'employee.person.id', description: 'Product x: where an employee names its person.' })),
  person_batch: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 25, description: 'Product x: how many persons are asked for by one filter; 1: each by its id.' })),
  changes_by: Type.Optional(words(['none', 'filter', 'admitted'], { default: 'none', description: 'How a run finds what changed. none: every run reads everybody. filter (x): by changes_filter. admitted (g5): hires by ColaboradoresAdmitidos and dismissals by R038AFA, other changes when everybody is read.' })),
  changes_filter: Type.Optional(Type.String({ pattern: '\\{since\\}', maxLength: 300, default: 'lastModifiedDate ge {since}', description: 'Product x: the filter of employees that changed; {since} is a moment, 2026-03-02T12:00:00Z.' }))
}

const G5 = {
  companies: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 99_999 }), { minItems: 1, maxItems: 200, description: 'Product g5: numEmp of the companies that are read, one call each. Absent: all, in one.' })),
  employees_by: Type.Optional(words(['ConsultarTabelas', 'ColaboradoresAdmitidos'], { default: 'ConsultarTabelas', description: 'Product g5: what lists everybody.' })),
  admitted_since: Type.Optional(Type.String({ format: 'date', default: '1950-01-01', description: 'Product g5: the first day of admission that ColaboradoresAdmitidos is asked for when it lists everybody.' })),
  admitted_path: urlPath('/g5-senior-services/rubi_Synccom_senior_g5_rh_fp_colaboradoresAdmitidos', 'Product g5: the service of ColaboradoresAdmitidos.'),
  tables_path: urlPath('/g5-senior-services/rubi_Synccom_senior_g5_rh_fp_integracoes', 'Product g5: the service of ConsultarTabelas.'),
  tables: Type.Optional(Type.Array(table, { maxItems: 20, default: TABLES, description: 'Product g5: the tables that are read beside R034FUN.' })),
  extra_columns: Type.Optional(Type.Array(table, { maxItems: 50, description: 'Product g5: columns of R034FUN that a mapping names besides.', examples: [['USU_EMAIL']] })),
  columns_separator: separator(',', 'Product g5: what stands between the columns in campos.'),
  values_separator: separator(undefined, 'Product g5: what stands between the values of a line in valor. Absent: found out.'),
  equals: Type.Optional(Type.String({ minLength: 1, maxLength: 20, default: '=', description: 'Product g5: the condicao of a filtro that asks for the same value.' })),
  at_least: Type.Optional(Type.String({ minLength: 1, maxLength: 20, default: '>=', description: 'Product g5: the condicao of a filtro that asks for the value or a greater one.' }))
}

export const Settings = Type.Object({
  product: Type.Optional(words(['x', 'g5'], { default: 'x', description: 'x: the platform Senior X. g5: the SOAP services of G5 (Vetorh).' })),
  base_url: Type.Optional(baseUrl('https://api.senior.com.br', 'x: the gateway, or the bridge (https://platform.senior.com.br/t/senior.com.br/bridge/1.0). g5: host and port of the services. Without a slash at the end.')),
  requests_per_second: requestsPerSecond(2),
  ...PLATFORM,
  ...G5
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  accessKey: Type.Optional(secretText('x: of the application key.')),
  secret: Type.Optional(secretText('x: of the application key.')),
  tenantName: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'x: the tenant, as in user@tenant.', examples: ['example.com.br'] })),
  username: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'x: a user instead of an application key, user@tenant.' })),
  password: Type.Optional(secretText('x: of that user. g5: of the user of the services.')),
  client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'x: id of the application in the developer portal; goes with every call of the gateway.' })),
  user: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'g5: the user of the services.' })),
  encryption: Type.Optional(Type.Integer({ minimum: 0, maximum: 9, description: 'g5: 0, which is assumed: the password as it is; 1: it is written in encoded form.' })),
  webhook: Type.Optional(chosenCredentials(HEADER))
}, { additionalProperties: false, minProperties: 1 })
export type Credentials = Static<typeof Credentials>

const paths = (description: string, example: string) => Type.Optional(Type.Union([
  Type.String({ minLength: 1, maxLength: 200 }), Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 20 })
], { description, examples: [example] }))

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  employee_types: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), words(['take', 'leave']), {
    maxProperties: 100, description: 'Whether people of an employeeType (x) or tipCol (g5) are taken. Known: EMPLOYEE (1) is taken, THIRD (2) and PARTNER (3) are left out.', examples: [{ THIRD: 'take' }]
  })),
  email_types: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), words(['work', 'personal', 'ignore']), { maxProperties: 100, description: 'What an emailType means.', examples: [{ PROFESSIONAL: 'work' }] })),
  transfer_causes: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { maxItems: 50, description: 'g5: codes of CAUDEM that are a transfer: such a contract ends only when the one that follows it is there.', examples: [['5', '6']] })),
  event_path: paths('Where a message of Events Hub says what happened.', '$.event'),
  tenant_path: paths('Where it names the tenant.', '$.tenant'),
  payload_path: paths('Where its payload stands.', '$.payload'),
  entity_id_path: paths('Where it names the employee (or person), from the root of the message.', '$.payload.employee.id'),
  webhook_tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Messages of other tenants are left alone. Absent: all are taken.', examples: ['example.com.br'] })),
  webhook_events: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 100, description: 'The events that are looked up; others are left alone. Absent: all that name somebody.' }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
