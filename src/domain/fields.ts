import { Type, type Static, type TSchema } from '@sinclair/typebox'

/** The same schema, also accepting null, which clears. OpenAPI 3.1 says it with a list of types. */
export function nullable<T extends TSchema> (schema: T) {
  const { type, enum: values } = schema as { type?: string, enum?: unknown[] }
  return Type.Unsafe<Static<T> | null>({ ...schema, type: [type, 'null'], ...(values && { enum: [...values, null] }) })
}

/** A closed list of words, as a plain `enum` (better error texts and OpenAPI than a union of constants). */
export const words = <const T extends string[]> (values: T, options: object = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: values, ...options })

const text = (maxLength: number, description: string, example: string) =>
  Type.String({ minLength: 1, maxLength, description, examples: [example] })
const date = (description: string, example: string) =>
  Type.String({ format: 'date', description, examples: [example] })

export const WORKER_TYPES = ['employee', 'intern', 'apprentice', 'temporary', 'contractor', 'partner'] as const
export const REASONS = ['voluntary', 'involuntary', 'contract_end', 'not_applicable'] as const
export type TerminationReason = typeof REASONS[number]

/** What names a person or a contract. At least one is needed; the tenant says which is the first. */
export const identifierProperties = {
  employee_number: text(50, 'Registration number. A string: leading zeros are kept.', '00123'),
  company_code: text(50, 'The company of the number: a code or a CNPJ, which may be alphanumeric.', '01'),
  cpf: Type.String({ minLength: 11, maxLength: 14, format: 'cpf', description: 'Brazilian taxpayer number, eleven digits; punctuation is accepted.', examples: ['52998224725'] }),
  work_email: Type.String({ minLength: 3, maxLength: 250, format: 'email', description: 'Kept in lower case.', examples: ['ana.souza@example.com'] }),
  source_id: text(255, "The HR system's own id of the person or contract.", 'c0ffee-1')
}
export const Identifiers = Type.Object(identifierProperties, { additionalProperties: false })
export type Identifiers = Partial<Static<typeof Identifiers>>
export const IDENTIFIER_NAMES = Object.keys(identifierProperties) as (keyof typeof identifierProperties)[]

export const Reference = Type.Partial(Type.Object({
  ...identifierProperties, name: text(250, 'Full name: used only where a platform is told to match by name.', 'Bruno Lima')
}), { additionalProperties: false, minProperties: 1, description: 'Names another employee.' })
export type Reference = Static<typeof Reference>

export const personProperties = {
  personal_email: Type.String({ minLength: 3, maxLength: 250, format: 'email', examples: ['ana@example.org'] }),
  mobile_phone: Type.String({ minLength: 8, maxLength: 30, format: 'phone', description: 'E.164; a number without a country code is Brazilian.', examples: ['+5511987654321'] }),
  full_name: text(250, 'Full legal name.', 'Ana Souza'),
  first_name: text(250, 'Legal first name.', 'Ana'),
  last_name: text(250, 'Legal last name.', 'Souza'),
  social_name: text(250, 'Shown instead of the legal name wherever a platform has one name.', 'Ana Clara'),
  social_first_name: text(250, 'First part of the social name.', 'Ana'),
  social_last_name: text(250, 'Last part of the social name.', 'Clara'),
  birth_name: text(250, 'Restricted: sent only when mapped on purpose.', 'Ana Souza'),
  gender: text(250, 'Restricted: sent only when mapped on purpose.', 'mulher cis'),
  birth_date: date('Date of birth.', '1990-02-28'),
  sex: words(['M', 'F'], { description: 'As the HR system has it.' }),
  education: text(255, 'Level of education.', 'Superior completo'),
  language: words(['pt-BR', 'en-US', 'es-ES'], { description: 'Language of the platforms.' }),
  show_birthday: Type.Boolean({ description: 'Sent only when told.' }),
  show_tenure: Type.Boolean({ description: 'Sent only when told.' }),
  show_vacation: Type.Boolean({ description: 'Sent only when told.' }),
  tags: Type.Array(text(255, 'A tag.', 'brigade'), { maxItems: 100, description: 'The whole set.' }),
  custom: Type.Record(Type.String({ minLength: 1, maxLength: 100 }), nullable(text(255, 'A value.', 'P')), { maxProperties: 100, description: 'Each key is a fact of its own; null clears one key.', examples: [{ shirt_size: 'P' }] })
}

export const employmentProperties = {
  company_name: text(255, 'Name of the company.', 'Example Ltda.'),
  worker_type: words([...WORKER_TYPES], { description: 'Who goes to which platform may depend on it.' }),
  job_title: text(255, 'Job title.', 'Analista'),
  department: text(255, 'Department.', 'Financeiro'),
  business_unit: text(255, 'Business unit.', 'Varejo'),
  cost_center: text(255, 'Cost centre.', '4711'),
  team: text(255, 'Team.', 'Contas a pagar'),
  location: text(255, 'Work site.', 'São Paulo'),
  groups: Type.Array(text(255, 'A group.', 'Liderança'), { maxItems: 100, description: 'The whole set.' }),
  managers: Type.Array(Reference, { maxItems: 20, description: 'The first is the direct manager.' }),
  hire_date: date('First day of the contract.', '2026-03-02'),
  vacation: Type.Object({ from: date('First day.', '2026-07-01'), until: date('Last day.', '2026-07-20') }, { additionalProperties: false })
}

export const Leave = Type.Object({
  from: date('First day of absence.', '2026-05-04'),
  until: Type.Optional(date('Last day of absence, when it is known.', '2026-08-31'))
}, { additionalProperties: false })

export const Reason = words([...REASONS], { description: 'Why the contract ends.' })
export const Termination = Type.Object({
  date: date('Day of termination.', '2026-04-30'),
  reason: Type.Optional(Reason),
  last_working_day: Type.Optional(date('Last day at work, not after the date.', '2026-04-28')),
  source_reason: Type.Optional(text(255, "The HR system's own wording. Kept, never sent.", 'Pedido de demissão')),
  move_reports: Type.Optional(Type.Boolean({ description: 'Whether the reports go to the leader above. Absent: asked, when there are any.' }))
}, { additionalProperties: false })
export type Termination = Static<typeof Termination>

export const FieldValues = Type.Object({
  employee_number: identifierProperties.employee_number,
  company_code: identifierProperties.company_code,
  cpf: identifierProperties.cpf,
  work_email: identifierProperties.work_email,
  ...personProperties,
  ...employmentProperties,
  leave: Leave,
  termination: Termination
})
export type FieldValues = Static<typeof FieldValues>
export type FieldName = keyof FieldValues

/** What a statement says or an employee has: absent = not told, null = cleared. */
export type Fields = { [K in FieldName]?: FieldValues[K] | null }

export const EMPLOYMENT_FIELDS: ReadonlySet<string> = new Set([...Object.keys(employmentProperties), 'leave', 'termination', 'employee_number', 'company_code'])
