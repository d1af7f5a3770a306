import { Type } from '@sinclair/typebox'

/** What the vendor posts, for the page that integrators read. */
export const PersonioNotification = Type.Object({
  company_id: Type.String(),
  event_name: Type.String({ description: 'person.… and employment.… are looked up.' }),
  occurred_at: Type.String({ format: 'date-time' }),
  payload: Type.Record(Type.String(), Type.Unknown(), { description: 'Ids, no data.' })
}, {
  description: 'A webhook of Personio: says about whom, and the person is looked up.',
  examples: [{ company_id: '4711', event_name: 'employment.terminated', occurred_at: '2026-03-02T12:00:00Z', payload: { employment: { id: 'c0ffee' }, person: { id: '1001' } } }]
})
