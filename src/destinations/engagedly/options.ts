import { Type, type Static } from '@sinclair/typebox'
import type { Settings } from '../../domain/destination.ts'
import type { Fault } from '../../domain/faults.ts'
import { words } from '../../domain/fields.ts'
import type { Rule } from '../accounts/lines.ts'
import { clear, commonOptions, completing, mappingOf, option, Source, splitFullName, unknownValue, type Complete } from '../accounts/options.ts'

const WRITABLE = [
  'first_name', 'last_name', 'middle_name', 'email', 'employee_id', 'employee_type', 'level', 'phone_number', 'secondary_phone_number', 'joining_date', 'birth_date',
  'promotion_date', 'review_date', 'location', 'job_title', 'departments', 'businesses', 'manager_id', 'secondary_managers', 'hr_managers', 'custom_attributes'
]
const Code = (description: string) => option(Type.String({ minLength: 1, maxLength: 255, description }))

export const Options = Type.Object({
  ...commonOptions({
    requestsPerSecond: 3.3,
    rateNote: 'Engagedly allows 200 requests a minute for each ClientKey: destinations with one key name the same rate_group.',
    confirm: { default: true, description: 'Read every write back; each is one more request.' }
  }),
  identifier: option(words(['email', 'employee_id'], { default: 'email', description: 'The primary identifier there: who somebody is. The other one is looked at when it finds nobody. There is no look-up by employee_id: everybody is read once a day for it.' })),
  people: option(words(['active', 'active_and_onboarding', 'all'], { default: 'active', description: 'Who gets an account: whoever has started; those who are to start as well; or also leavers who never had one, made and blocked in the same step.' })),
  email_from: option(Type.Array(words(['work_email', 'personal_email']), { minItems: 1, maxItems: 2, default: ['work_email'], description: 'The first of these that a person has.' })),
  use_legal_name: option(Type.Boolean({ default: false, description: 'true: the legal name, also of those who have a social one.' })),
  split_full_name: splitFullName,
  organisation: option(Type.Boolean({ default: true, description: 'false: departments, businesses, locations and job titles are left as they are there.' })),
  departments_from: option(Type.Unsafe<string | string[]>({ ...Type.Union([Source, Type.Array(Source, { minItems: 1, maxItems: 10 })]), default: ['department'], description: 'Names of the record whose values are the departments of a person.' })),
  unknown_value: unknownValue('A department, business, location or job title that Engagedly does not list: ask, leave the field as it is there, or create it.'),
  entry_name: option(Type.String({ pattern: '^[a-z_]{1,50}$', default: 'name', description: 'What the name of a department, business, location or job title is called where one is created. Not documented to us.' })),
  reasons: option(Type.Object({
    voluntary: Code('The code for who leaves by their own will.'),
    involuntary: Code('The code for who is dismissed.'),
    contract_end: Code('The code for a contract that ran out.'),
    not_applicable: Code('The code where no reason applies.')
  }, { additionalProperties: false, default: {}, description: 'Our reasons ← codes of the organisation (GET /users/block-reason-codes). Nothing is guessed from labels.' })),
  reason_code: option(words(['omit', 'hold'], { default: 'omit', description: 'A reason without a code, or with one that the organisation does not list: deactivate without a code, which Engagedly does not demand, or ask first which of the listed codes it is. Where the organisation lists none, none is sent.' })),
  block_during: option(Type.Array(words(['leave', 'vacation']), { maxItems: 2, default: [], description: 'When somebody who is away is blocked; their return activates them. Engagedly has no other word for an absence.' })),
  absence_reason: Code('The code sent when somebody is blocked for an absence; absent: none.'),
  required_in_patch: option(Type.Boolean({ default: false, description: 'true: first_name, last_name and email go along with every change. Done by itself once Engagedly has asked for them.' })),
  custom_attributes_as: option(words(['object', 'top_level'], { default: 'object', description: 'How custom attributes are written: {"custom_attributes": {…}}, or each beside the other fields.' })),
  rehire: option(words(['update', 'hold'], { default: 'update', description: 'Somebody comes back whose account is blocked: activate it and write to it, or ask.' })),
  clear,
  mapping: mappingOf(`${WRITABLE.join('|')}|custom_attributes\\..{1,100}`, 'Engagedly field ← a name of the record, or several, with a table of values; null switches a field off. hr_managers, middle_name, level, promotion_date, review_date and secondary_phone_number are sent only when they stand here; custom attributes by their name or key there.')
}, { additionalProperties: false })

export type EngagedlyOptions = Complete<typeof Options, 'absence_reason'> & { mapping: Record<string, Rule> }
export type EngagedlySettings = Settings<EngagedlyOptions>

export const complete = completing<EngagedlyOptions>(Options)

export const Credentials = Type.Object({
  client_key: Type.String({ minLength: 1, maxLength: 1000, description: 'ClientKey, made by a Site Administrator; it may do what that person may.' }),
  secret_key: Type.String({ minLength: 1, maxLength: 1000, description: 'SecretKey, shown once when the pair is made.' })
}, { additionalProperties: false })
export type EngagedlyCredentials = Static<typeof Credentials>

/** Engagedly has no call that erases a user. */
export function faultsBetween ({ options }: { options: EngagedlyOptions }): Fault[] {
  const erases: Fault[] = options.operations.erase ? [{ pointer: '/options/operations/erase', code: 'invalid_value', params: { why: 'Engagedly deletes nobody; a leaver is blocked there' } }] : []
  return options.absence_reason !== undefined && options.block_during.length === 0
    ? [...erases, { pointer: '/options/absence_reason', code: 'invalid_value', params: { why: 'nobody is blocked for an absence while block_during is empty' } }]
    : erases
}
