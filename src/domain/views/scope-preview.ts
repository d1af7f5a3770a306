import { Type, type Static } from '@sinclair/typebox'
import { Id } from './common.ts'

export const ScopePreviewRequest = Type.Object({
  options: Type.Object({}, { additionalProperties: true, description: 'All options as they would be put: what is not said is its default.' })
}, { title: 'ScopePreviewRequest', additionalProperties: false, examples: [{ options: { scope: { departments: ['Financeiro'] } } }] })
export type ScopePreviewRequest = Static<typeof ScopePreviewRequest>

const Side = (description: string) => Type.Object({
  count: Type.Integer({ minimum: 0 }),
  people: Type.Array(Type.Object({ employee_id: Id, has_account: Type.Boolean({ description: 'They have an account there that works, as far as is known.' }) }), { maxItems: 200, description: 'The first two hundred.' })
}, { description })

export const ScopePreview = Type.Object({
  active: Type.Integer({ minimum: 0, description: 'People whom HR has as active.' }),
  in_scope: Type.Object({ before: Type.Integer({ minimum: 0 }), after: Type.Integer({ minimum: 0 }) }),
  falls_in: Side('Would get an account, or be kept in agreement again.'),
  falls_out: Side('Would be changed no more. Whoever has an account keeps it, and their ending is sent all the same.')
}, { title: 'ScopePreview' })
export type ScopePreview = Static<typeof ScopePreview>
