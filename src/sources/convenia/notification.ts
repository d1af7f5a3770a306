import { Type } from '@sinclair/typebox'

const Id = Type.Object({ id: Type.String({ description: 'The UUID of the employee.' }) })

/** What the vendor posts, for the page that integrators read. */
export const ConveniaNotification = Type.Object({
  event: Type.Optional(Type.String({ description: 'Also accepted as event_name, evento, type, name or data.event.' })),
  employee: Type.Optional(Id),
  employee_id: Type.Optional(Type.String({ description: 'Where there is no employee.id.' })),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'data.id is the employee where nothing else names one.' }))
}, {
  description: 'A webhook of Convenia: says about whom, and the person is looked up.',
  examples: [{ event: 'employee.edited', employee: { id: '0f3c2f1e-7d0a-4c55-9f0e-6a2b1d9c1001' } }]
})
