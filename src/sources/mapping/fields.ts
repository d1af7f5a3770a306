import { Type, type Static } from '@sinclair/typebox'
import { employmentProperties, identifierProperties, personProperties, Reason, REASONS, words, WORKER_TYPES } from '../../domain/fields.ts'
import { STANDINGS } from '../../domain/reading.ts'

/** What a mapping can fill: the fields of the record that are texts, and the parts of those that are not. */
const { source_id: _, ...identifiers } = identifierProperties
const { managers: _m, vacation: _v, groups: _g, ...employment } = employmentProperties
const { custom: _c, tags: _t, ...person } = personProperties
export const FIELDS = [
  ...Object.keys(identifiers), ...Object.keys(person), ...Object.keys(employment), 'groups', 'tags', 'status',
  'termination_date', 'termination_reason', 'last_working_day', 'leave_from', 'leave_until', 'vacation_from', 'vacation_until',
  'manager_employee_number', 'manager_company_code', 'manager_cpf', 'manager_work_email', 'manager_source_id', 'manager_name'
] as const
export type Field = keyof typeof identifiers | keyof typeof person | keyof typeof employment | 'groups' | 'tags' | 'status' |
  'termination_date' | 'termination_reason' | 'last_working_day' | 'leave_from' | 'leave_until' | 'vacation_from' | 'vacation_until' |
  'manager_employee_number' | 'manager_company_code' | 'manager_cpf' | 'manager_work_email' | 'manager_source_id' | 'manager_name'

export const DATES: ReadonlySet<string> = new Set(['birth_date', 'hire_date', 'termination_date', 'last_working_day', 'leave_from', 'leave_until', 'vacation_from', 'vacation_until'])
/** Without them nobody is found, so nothing takes them away. */
export const NEVER_CLEARED: ReadonlySet<string> = new Set([...Object.keys(identifiers), 'hire_date', 'status'])
export const LISTS: ReadonlySet<string> = new Set(['groups', 'tags'])
export const BOOLEANS: ReadonlySet<string> = new Set(['show_birthday', 'show_tenure', 'show_vacation'])
export const ORGANISATION = ['department', 'business_unit', 'job_title', 'location', 'cost_center', 'team'] as const

const Path = Type.String({ minLength: 1, maxLength: 200 })
const Rule = Type.Union([
  Path,
  Type.Array(Path, { maxItems: 20 }),
  Type.Object({
    path: Type.Optional(Type.Union([Path, Type.Array(Path, { maxItems: 20 })])),
    expression: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: 'JSONata over the whole record.', examples: ["first_name & ' ' & last_name"] })),
    values: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), Type.String({ maxLength: 255 }), { maxProperties: 1000, description: 'What the values found mean; others stay as they are.' }))
  }, { additionalProperties: false })
])
export type Rule = Static<typeof Rule>

const table = <T extends Parameters<typeof Type.Record>[1]>(value: T, description: string, example: object) =>
  Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), value, { maxProperties: 1000, description, examples: [example] }))

/** The options of every source whose rows are mapped. */
export const MAPPING_OPTIONS = {
  mapping: Type.Optional(Type.Record(Type.String({ pattern: `^(${FIELDS.join('|')}|custom\\..{1,100})$` }), Rule, {
    maxProperties: 200,
    description: 'Where a field stands in a record, instead of the known places: a dotted path or several, of which the first that holds something counts; an empty list: never told; or an expression. custom.<name> fills a field of your own.',
    examples: [{ job_title: 'position.title', team: [], 'custom.shirt_size': { path: 'custom.dynamic_4711', values: { 1: 'P', 2: 'M' } } }]
  })),
  statuses: table(words([...STANDINGS, 'ignore']), 'What a status means, beside and before the known ones. A status that nobody translated is kept and shown, and nothing of it is forwarded.', { 'Em licença': 'away' }),
  reasons: table(Reason, 'What wordings of a reason mean, beside and before the known ones.', { 'Acordo entre as partes': 'voluntary' }),
  worker_types: table(words([...WORKER_TYPES]), 'What kinds of contract mean, beside and before the known ones.', { Estagiário: 'intern' }),
  default_reason: Type.Optional(words([...REASONS], { description: 'Reason of a termination that carries none. Unset: the termination is held and asked about.' })),
  company_code: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'Company of every registration number from here, when the account is one company.', examples: ['01'] }))
}
export type MappingOptions = { [K in keyof typeof MAPPING_OPTIONS]?: Static<typeof MAPPING_OPTIONS[K]> }
