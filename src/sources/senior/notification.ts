import { Type } from '@sinclair/typebox'

/** What the platform posts, as far as it is assumed, for the page that integrators read. */
export const SeniorNotification = Type.Object({
  event: Type.Optional(Type.String({ description: 'What happened. Its place: options.event_path.' })),
  tenant: Type.Optional(Type.String({ description: 'Its place: options.tenant_path.' })),
  payload: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Names the employee or the person: options.entity_id_path. Nothing else of it is used.' }))
}, {
  additionalProperties: true,
  description: 'A webhook of Events Hub of Senior X. Its form is not published: any JSON is taken, its places are options, and whom it names is looked up.',
  examples: [{ event: 'employeeUpdated', tenant: 'example.com.br', payload: { employee: { id: '6f1c2a3b-0000-4000-8000-000000001001' } } }]
})
