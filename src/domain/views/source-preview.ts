import { Type, type Static } from '@sinclair/typebox'
import { Finding } from './common.ts'
import { Preview } from './preview.ts'

export const SourcePreviewRequest = Type.Object({
  sample: Type.Optional(Type.Unknown({ description: 'A record as the system has it, or a list of them. Absent, with message absent too: the first ten people that the system lists now.' })),
  message: Type.Optional(Type.Object({
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    path: Type.Optional(Type.Array(Type.String(), { description: 'What follows the webhook URL, split at slashes.' })),
    body: Type.Unknown({ description: 'JSON, or a text such as XML.' })
  }, { additionalProperties: false, description: 'A message as the system sends it; whether it proves its sender is not looked at.' })),
  options: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Options to be tried instead of those that are kept.' }))
}, { title: 'SourcePreviewRequest', additionalProperties: false, examples: [{ options: { mapping: { team: 'squad.name' } } }] })
export type SourcePreviewRequest = Static<typeof SourcePreviewRequest>

export const SourcePreview = Type.Object({
  basis: Type.Unsafe<'sample' | 'read'>({ type: 'string', enum: ['sample', 'read'] }),
  people: Type.Array(Type.Object({
    id: Type.Union([Type.String(), Type.Null()], { description: "The system's own id." }),
    type: Type.Union([Type.String(), Type.Null()], { description: 'What would be said: upsert for a row.' }),
    employee: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], { description: 'The fields of the record that it fills.' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why nothing would be forwarded.' }),
    warnings: Type.Array(Finding, { description: 'What would be left out, and what would be asked.' }),
    destinations: Preview.properties.destinations
  }))
}, { title: 'SourcePreview' })
export type SourcePreview = Static<typeof SourcePreview>
