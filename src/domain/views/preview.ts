import { Type, type Static } from '@sinclair/typebox'
import { words } from '../fields.ts'
import { HoldReason } from './common.ts'

export const Preview = Type.Object({
  destinations: Type.Array(Type.Object({
    destination: Type.String(),
    basis: words(['read', 'last_known'], { description: 'Whether the destination was looked at just now.' }),
    calls: Type.Array(Type.Object({
      method: Type.String(), url: Type.String(), body: Type.Optional(Type.Unknown({ description: 'What would be sent.' }))
    })),
    changes: Type.Array(Type.Object({
      field: Type.String(), from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown())
    })),
    holds: Type.Array(Type.Object({ reason: HoldReason, detail: Type.String(), fields: Type.Optional(Type.Array(Type.String())) })),
    warnings: Type.Array(Type.String())
  }))
}, {
  title: 'Preview',
  examples: [{
    destinations: [{
      destination: 'platform',
      basis: 'read',
      calls: [{ method: 'POST', url: 'https://platform.example/employees', body: { name: 'Ana Souza' } }],
      changes: [{ field: 'full_name', from: null, to: 'Ana Souza' }],
      holds: [],
      warnings: ['shirt_size is mapped nowhere.']
    }]
  }]
})
export type Preview = Static<typeof Preview>
