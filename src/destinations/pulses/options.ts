import { Type, type Static } from '@sinclair/typebox'
import type { Settings } from '../../domain/destination.ts'
import { words } from '../../domain/fields.ts'
import type { Rule } from '../accounts/lines.ts'
import { clear, commonOptions, completing, mappingOf, option, Source, unknownValue, type Complete } from '../accounts/options.ts'

const WRITABLE = [
  'name', 'social_name', 'birth_name', 'email', 'cpf', 'internal_number', 'cell_phone', 'groups', 'leaders', 'language', 'blocked', 'sex', 'gender',
  'birthday', 'hiring_date', 'position', 'scholarity', 'unit_business', 'unit_geography', 'tags', 'custom_attributes'
]
export const Options = Type.Object({
  ...commonOptions({
    requestsPerSecond: 2,
    rateNote: 'The vendor documents no limit; two a second has been harmless.',
    confirm: { default: true, description: 'Read every write back after 30 s: Pulses applies in the background.' }
  }),
  auth_scheme: option(words(['raw', 'bearer'], { default: 'raw', description: 'raw: the bare token, as the vendor shows it for employees.' })),
  multi_value: option(words(['string', 'array_joined', 'array'], { default: 'string', description: 'How several groups or leaders are written: "A;B", ["A;B"] or ["A","B"].' })),
  page_parameter: option(Type.String({ minLength: 1, maxLength: 50, description: 'Query parameter that turns the pages of GET /employees/, if this account has pages.' })),
  number_format: option(Type.String({ minLength: 1, maxLength: 100, default: '{employee_number}', description: 'internal_number, for example {company_code}-{employee_number}.' })),
  email_from: option(Type.Array(words(['work_email', 'personal_email']), { minItems: 1, maxItems: 2, default: ['work_email'], description: 'The first of these that a person has.' })),
  unit_business_from: option(words(['department', 'business_unit', 'cost_center', 'team'], { default: 'department', description: 'What unit_business shows.' })),
  groups_from: option(Type.Unsafe<string | string[]>({ ...Type.Union([Source, Type.Array(Source, { minItems: 1, maxItems: 10 })]), default: ['groups'], description: 'Canonical fields whose values are the groups of a person.' })),
  groups_mode: option(words(['add', 'replace'], { default: 'add', description: 'add: groups that we did not put there stay.' })),
  block_during: option(Type.Array(words(['leave', 'vacation']), { maxItems: 2, default: ['leave', 'vacation'], description: 'When a person gets no notifications.' })),
  unknown_value: unknownValue('A job title or group that Pulses does not have: it would create it.'),
  known: option(Type.Object({
    job_titles: option(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 10000 })),
    groups: option(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 10000 }))
  }, { additionalProperties: false, default: {}, description: 'Titles and groups that may be written although nobody at Pulses has them yet.' })),
  move_reports: option(Type.Unsafe<'hold' | true>({ enum: ['hold', true], default: 'hold', description: 'true: the reports of a leaver go to the leader above without a question.' })),
  move_subordinates_field: option(words(['move_subordinates', 'move_subordinate'], { default: 'move_subordinates', description: "The vendor's page has both spellings." })),
  move_subordinates_as: option(words(['boolean', 'string'], { default: 'boolean', description: "true or \"true\": the vendor's page has both." })),
  contract_end_as: option(words(['TC', 'NA', 'hold'], { default: 'TC', description: 'resignation_reason of a contract that ran out.' })),
  rehire: option(words(['hold', 'update', 'end_and_create'], { default: 'hold', description: 'Somebody comes back whose account has ended: ask, write to the old account, or create another.' })),
  clear,
  mapping: mappingOf(`${WRITABLE.join('|')}|custom_attributes\\..{1,100}`, 'Pulses field ← a name of the record, or several, with a table of values; null switches a field off. birth_name and gender are sent only when they stand here.')
}, { additionalProperties: false })

/** Every option has its value; only the page parameter may be missing. */
export type PulsesOptions = Complete<typeof Options, 'page_parameter'> & { known: { job_titles?: string[], groups?: string[] }, mapping: Record<string, Rule> }
export type PulsesSettings = Settings<PulsesOptions>

export const complete = completing<PulsesOptions>(Options)

export const Credentials = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 4096, description: 'Made by an administrator of Pulses under settings, API. Not the token of the scores.' }),
  next_token: Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description: 'Tried when the first is not accepted: set it before a rotation.' }))
}, { additionalProperties: false })
export type PulsesCredentials = Static<typeof Credentials>
