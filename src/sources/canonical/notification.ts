import { Type } from '@sinclair/typebox'
import { EVENT_TYPES, type EventType } from '../../domain/event.ts'
import { words } from '../../domain/fields.ts'
import { STATEMENTS } from '../../domain/statement.ts'

/** A type as our routes have it, or dotted as the standard advises. */
export const TYPES: ReadonlyMap<string, EventType> = new Map(EVENT_TYPES.flatMap((type) => [[type, type], [`employee.${type}`, type]]))

const notification = <T extends EventType> (type: T) => Type.Object({
  type: words([type, `employee.${type}`], { description: 'What happened.' }),
  timestamp: Type.Optional(Type.String({ format: 'date-time', description: 'When it became so; occurred_at of data wins.', examples: ['2026-03-02T09:00:00-03:00'] })),
  data: STATEMENTS[type]
}, { title: `employee.${type}`, description: `The data is the body that POST takes for a ${type}.` })

/** What a sender of this kind posts, for the page that integrators read. Reading is more forgiving than this. */
export const CanonicalNotification = Type.Union(EVENT_TYPES.map(notification), {
  description: 'One statement about one person, signed as https://www.standardwebhooks.com says.',
  examples: [{
    type: 'employee.hire',
    timestamp: '2026-03-02T09:00:00-03:00',
    data: { employee_number: '00123', cpf: '52998224725', full_name: 'Ana Souza', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02' }
  }]
})
