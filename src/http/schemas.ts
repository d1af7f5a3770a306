import { Type, type TObject, type TSchema } from '@sinclair/typebox'
import type { ErrorCode } from '../domain/errors.ts'
import type { EventType } from '../domain/event.ts'
import { words } from '../domain/fields.ts'
import { Finding } from '../domain/views/common.ts'
import { PROBLEM_CODES, problemType } from './problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What it may refuse beyond what every route of its kind refuses; openapi.ts makes answers of it. */
    refuses?: readonly ErrorCode[]
  }
}

export const Problem = Type.Object({
  type: Type.String({ description: 'A stable URL per code.', examples: [problemType('invalid')] }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String({ description: 'For people, in English or, by Accept-Language: pt-BR, in Portuguese. Programs read `code`.' }),
  code: words(PROBLEM_CODES),
  request_id: Type.String({ description: 'Also the header x-request-id of every answer.' }),
  errors: Type.Optional(Type.Array(Finding, { description: 'Everything that is wrong with the request.' }))
}, {
  title: 'Problem',
  description: 'RFC 9457.',
  examples: [{
    type: problemType('invalid'),
    title: 'Invalid',
    status: 422,
    detail: 'Something in it is not valid: see errors. Nothing was stored.',
    code: 'invalid',
    request_id: '1f0c1f66-5b0e-4c0e-9c53-4f0f6e3c9d6e',
    errors: [{ pointer: '/cpf', code: 'invalid_cpf', detail: 'Not a valid CPF: eleven digits with correct check digits, with or without punctuation.' }]
  }]
})

// Without an example: the page would fill it in, and a second, edited try would be refused as another body under the same key.
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ description: 'Sent twice with the same body, it counts once and gets the first answer (30 days). Quoted or bare, at most 255 characters: "8e03978e-40d5-43dd-bc93". Or put event_id in the body.' }))
})

/** The same schema under the name it has in the page's list of components. */
export const named = <T extends TSchema>(schema: T, title: string): T => ({ ...schema, title })

/** A statement together with its type, as in a batch. */
export const typed = <T extends TObject>(type: EventType, { properties, ...rest }: T) => Type.Object(
  { type: Type.Literal(type), ...properties },
  { title: `${type[0]!.toUpperCase()}${type.slice(1)}Item`, additionalProperties: false, ...(rest.description !== undefined && { description: rest.description }) }
)

const id = Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9_.~-]+$', description: 'The id.', examples: ['evt_01jt8x4m7q'] })
export const IdParams = Type.Object({ id })

const name = (description: string) => Type.String({ minLength: 1, maxLength: 64, format: 'name', description, examples: ['demo'] })
export const TenantParams = Type.Object({ tenant: name('The tenant.') })
export const TenantIdParams = Type.Object({ tenant: name('The tenant.'), id })
export const TenantNameParams = Type.Object({ tenant: name('The tenant.'), name: name('A name of your choice.') })

/** An answer without a body. */
export const nothing = (description: string) => Type.Null({ description })
