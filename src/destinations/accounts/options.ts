import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { CommonOptions } from '../../domain/common-options.ts'
import { words, WORKER_TYPES } from '../../domain/fields.ts'
import { UNKNOWN_VALUE } from './labels.ts'
import type { Rule } from './lines.ts'
import { SOURCE, SPLITS } from './said.ts'

export const option = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Optional(schema)

/** A name of the record, as a mapping says it. */
export const Source = Type.String({ pattern: SOURCE })

const Labels = (description: string) => option(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 5000, description }))

const SCOPE = { worker_types: ['employee', 'intern', 'apprentice'] }
const OPERATIONS = { create: true, update: true, end: true, erase: false }
const may = (byDefault: boolean, description: string) => option(Type.Boolean({ default: byDefault, description }))

interface Usual {
  requestsPerSecond: number
  /** Why that is the default. */
  rateNote: string
  concurrency?: number
  confirm?: { default: boolean, description: string }
}

/** The options that mean the same at every platform. */
export const commonOptions = ({ requestsPerSecond, rateNote, concurrency = 1, confirm = { default: true, description: 'Read every write back.' } }: Usual) => ({
  requests_per_second: option(Type.Number({ minimum: 0.01, maximum: 100_000, default: requestsPerSecond, description: rateNote })),
  rate_group: option(Type.String({ minLength: 1, maxLength: 60, description: 'Destinations of a tenant that name the same group share their rate.' })),
  concurrency: option(Type.Integer({ minimum: 1, maximum: 100, default: concurrency, description: 'Calls under way at once.' })),
  scope: option(Type.Object({
    worker_types: option(Type.Array(words([...WORKER_TYPES]), { default: SCOPE.worker_types })),
    companies: Labels('Codes or names of companies.'),
    business_units: Labels('Business units.'),
    departments: Labels('Departments.'),
    locations: Labels('Work sites.')
  }, { additionalProperties: false, default: SCOPE, description: 'Who gets an account: whoever every list that is given has. Endings are sent for everybody who has one.' })),
  operations: option(Type.Object({
    create: may(true, 'Make accounts.'),
    update: may(true, 'Change accounts.'),
    end: may(true, 'End accounts.'),
    erase: may(false, 'End accounts so that nothing of them is left, where the platform has that beside an end.')
  }, { additionalProperties: false, default: OPERATIONS, description: 'What may be done there. What is switched off is withheld and shown.' })),
  hire_lead_days: option(Type.Integer({ minimum: 0, maximum: 365, default: 0, description: 'Days before the hire date on which the account is made.' })),
  terminate_on: option(words(['date', 'last_working_day'], { default: 'date', description: 'The day on which an account ends.' })),
  terminate_at: option(Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', default: '00:00', description: "The time of that day, in the tenant's zone." })),
  confirm: option(Type.Boolean(confirm))
})

/** A field of the platform ← a name of the record. `writable`: the fields that there are, as a pattern without ^ and $. */
export const mappingOf = (writable: string, description: string) => option(Type.Record(
  Type.String({ pattern: `^(${writable})$` }),
  Type.Unsafe<Rule>({
    anyOf: [
      { type: ['string', 'null'], pattern: SOURCE },
      Type.Array(Source, { minItems: 1, maxItems: 10 }),
      Type.Object({
        from: Type.Optional(Type.Union([Source, Type.Array(Source, { minItems: 1, maxItems: 10 })])),
        values: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), Type.String({ maxLength: 255 }), { maxProperties: 1000, description: 'What values of the record are called there; others stay as they are.' }))
      }, { additionalProperties: false })
    ]
  }),
  { additionalProperties: false, default: {}, description }
))

export const clear = option(words(['hold', 'skip', 'send'], { default: 'hold', description: 'A text that HR emptied: ask, leave it, or write an empty text.' }))
export const unknownValue = (description: string) => option(words([...UNKNOWN_VALUE], { default: 'hold', description }))
export const splitFullName = option(words([...SPLITS], { default: 'first_token', description: 'Where the first name ends when HR tells the full name alone. A single word has no last name, and is asked about where one is required.' }))

/** Options as an adapter works with them: every default filled in, also of what stands inside scope and operations. */
export type Complete<S extends TSchema, O extends keyof Static<S> = never> = Required<Omit<Static<S>, O | 'scope' | 'operations' | 'rate_group'>> & Pick<Static<S>, O> & Pick<CommonOptions, 'scope' | 'operations' | 'rate_group'>

/** The same options, whole: always the same object for the same one given. */
export function completing<O extends object> (schema: TSchema): (given: Partial<O>) => O {
  const completed = new WeakMap<object, O>()
  return (given) => {
    const known = completed.get(given) ?? Value.Default(schema, structuredClone(given)) as O
    completed.set(given, known)
    return known
  }
}
