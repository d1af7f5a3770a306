import { Type } from '@sinclair/typebox'

const Code = Type.Object({ codeValue: Type.String() }, { additionalProperties: true })

/** What the vendor posts, for the page that integrators read; what waits in its queue has the same form. */
export const AdpNotification = Type.Object({
  events: Type.Array(Type.Object({
    eventID: Type.Optional(Type.String()),
    eventNameCode: Code,
    eventStatusCode: Type.Optional(Code),
    recordDateTime: Type.Optional(Type.String()),
    effectiveDateTime: Type.Optional(Type.String({ description: 'Local midnight in UTC: not taken for a day.' })),
    data: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'associateOID is taken from output.worker, transform.worker, eventContext.worker or eventContext.' }))
  }, { additionalProperties: true }), { description: 'Events of workers are looked up.' })
}, {
  description: 'An event notification of ADP: says about whom, and the worker is looked up.',
  examples: [{
    events: [{
      eventID: '4f0c5c1e-0000-4000-8000-000000000001',
      serviceCategoryCode: { codeValue: 'HR' },
      eventNameCode: { codeValue: 'worker.hire' },
      eventStatusCode: { codeValue: 'complete' },
      recordDateTime: '2026-03-02T12:09:03.418+0000',
      effectiveDateTime: '2026-03-02T03:00:00.000+0000',
      data: { output: { worker: { associateOID: 'G3AB12CD34EF56GH', workerID: { idValue: '00123' } } } }
    }]
  }]
})
