import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { words, WORKER_TYPES } from '../../domain/fields.ts'

/** Canonical fields that hold a text, a flag or a list of texts: what a mapping may name. */
const CANONICAL = [
  'employee_number', 'company_code', 'company_name', 'cpf', 'work_email', 'personal_email', 'mobile_phone', 'full_name', 'first_name', 'last_name',
  'social_name', 'social_first_name', 'social_last_name', 'birth_name', 'gender', 'birth_date', 'sex', 'education', 'language', 'tags', 'worker_type',
  'job_title', 'department', 'business_unit', 'cost_center', 'team', 'location', 'groups', 'managers', 'hire_date'
]
const WRITABLE = [
  'name', 'social_name', 'birth_name', 'email', 'cpf', 'internal_number', 'cell_phone', 'groups', 'leaders', 'language', 'blocked', 'sex', 'gender',
  'birthday', 'hiring_date', 'position', 'scholarity', 'unit_business', 'unit_geography', 'tags', 'custom_attributes'
]
const Source = Type.String({ pattern: `^(${CANONICAL.join('|')}|custom\\..{1,100})$` })
const Mapping = Type.Record(
  Type.String({ pattern: `^(${WRITABLE.join('|')}|custom_attributes\\..{1,100})$` }),
  Type.Unsafe<string | null>({ type: ['string', 'null'], pattern: Source.pattern }),
  { additionalProperties: false, default: {}, description: 'Pulses field ← canonical field or custom.x; null switches a field off. birth_name and gender are sent only when they stand here.' }
)

const option = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Optional(schema)

export const Options = Type.Object({
  requests_per_second: option(Type.Number({ minimum: 0.01, maximum: 100_000, default: 2, description: 'The vendor documents no limit; two a second has been harmless.' })),
  rate_group: option(Type.String({ minLength: 1, maxLength: 60, description: 'Destinations of a tenant that name the same group share their rate.' })),
  concurrency: option(Type.Integer({ minimum: 1, maximum: 100, default: 1, description: 'Calls under way at once.' })),
  auth_scheme: option(words(['raw', 'bearer'], { default: 'raw', description: 'raw: the bare token, as the vendor shows it for employees.' })),
  multi_value: option(words(['string', 'array_joined', 'array'], { default: 'string', description: 'How several groups or leaders are written: "A;B", ["A;B"] or ["A","B"].' })),
  page_parameter: option(Type.String({ minLength: 1, maxLength: 50, description: 'Query parameter that turns the pages of GET /employees/, if this account has pages.' })),
  number_format: option(Type.String({ minLength: 1, maxLength: 100, default: '{employee_number}', description: 'internal_number, for example {company_code}-{employee_number}.' })),
  email_from: option(Type.Array(words(['work_email', 'personal_email']), { minItems: 1, maxItems: 2, default: ['work_email'], description: 'The first of these that a person has.' })),
  unit_business_from: option(words(['department', 'business_unit', 'cost_center', 'team'], { default: 'department', description: 'What unit_business shows.' })),
  groups_from: option(Type.Unsafe<string | string[]>({ ...Type.Union([Source, Type.Array(Source, { minItems: 1, maxItems: 10 })]), default: ['groups'], description: 'Canonical fields whose values are the groups of a person.' })),
  groups_mode: option(words(['add', 'replace'], { default: 'add', description: 'add: groups that we did not put there stay.' })),
  block_during: option(Type.Array(words(['leave', 'vacation']), { maxItems: 2, default: ['leave', 'vacation'], description: 'When a person gets no notifications.' })),
  unknown_value: option(words(['hold', 'reject', 'create'], { default: 'hold', description: 'A job title or group that Pulses does not have: it would create it.' })),
  known: option(Type.Object({
    job_titles: option(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 10000 })),
    groups: option(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 10000 }))
  }, { additionalProperties: false, default: {}, description: 'Titles and groups that may be written although nobody at Pulses has them yet.' })),
  move_reports: option(Type.Unsafe<'hold' | true>({ enum: ['hold', true], default: 'hold', description: 'true: the reports of a leaver go to the leader above without a question.' })),
  move_subordinates_field: option(words(['move_subordinates', 'move_subordinate'], { default: 'move_subordinates', description: "The vendor's page has both spellings." })),
  move_subordinates_as: option(words(['boolean', 'string'], { default: 'boolean', description: "true or \"true\": the vendor's page has both." })),
  contract_end_as: option(words(['TC', 'NA', 'hold'], { default: 'TC', description: 'resignation_reason of a contract that ran out.' })),
  rehire: option(words(['hold', 'update', 'end_and_create'], { default: 'hold', description: 'Somebody comes back whose account has ended: ask, write to the old account, or create another.' })),
  clear: option(words(['hold', 'skip', 'send'], { default: 'hold', description: 'A text that HR emptied: ask, leave it, or write an empty text.' })),
  mapping: option(Mapping),
  scope: option(Type.Object({
    worker_types: option(Type.Array(words([...WORKER_TYPES]), { default: ['employee', 'intern', 'apprentice'] }))
  }, { additionalProperties: false, default: { worker_types: ['employee', 'intern', 'apprentice'] }, description: 'Who gets an account. Endings are sent for everybody.' })),
  hire_lead_days: option(Type.Integer({ minimum: 0, maximum: 365, default: 0, description: 'Days before the hire date on which the account is made.' })),
  terminate_on: option(words(['date', 'last_working_day'], { default: 'date', description: 'The day on which an account ends; resignation_date is the date in both cases.' })),
  terminate_at: option(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', default: '00:00', description: "The time of that day, in the tenant's zone." })),
  confirm: option(Type.Boolean({ default: true, description: 'Read every write back after 30 s: Pulses applies in the background.' }))
}, { additionalProperties: false })

type Given = Static<typeof Options>
/** Every option has its value; only the page parameter may be missing. */
export type PulsesOptions = Required<Omit<Given, 'page_parameter' | 'known' | 'scope'>> & Pick<Given, 'page_parameter'> & {
  known: { job_titles?: string[], groups?: string[] }
  scope: { worker_types?: string[] }
}

const DEFAULTS = Value.Default(Options, {}) as PulsesOptions

const completed = new WeakMap<Partial<PulsesOptions>, PulsesOptions>()

/** The same options, whole: always the same object for the same one given. */
export function complete (given: Partial<PulsesOptions>): PulsesOptions {
  const known = completed.get(given) ?? { ...DEFAULTS, ...given }
  completed.set(given, known)
  return known
}

export const Credentials = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 4096, description: 'Made by an administrator of Pulses under settings, API. Not the token of the scores.' }),
  next_token: Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description: 'Tried when the first is not accepted: set it before a rotation.' }))
}, { additionalProperties: false })
export type PulsesCredentials = Static<typeof Credentials>
