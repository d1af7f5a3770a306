import { Type, type Static } from '@sinclair/typebox'
import { words } from '../fields.ts'
import { Id, Moment, NullableMoment } from './common.ts'

const Count = (description: string) => Type.Integer({ minimum: 0, description })

export const RunRequest = Type.Object({
  what: Type.Optional(words(['everybody', 'changes'], { description: 'Absent: changes since the last run, and everybody when it is time for that.' }))
}, { title: 'RunRequest', additionalProperties: false, examples: [{ what: 'everybody' }] })
export type RunRequest = Static<typeof RunRequest>

export const RunView = Type.Object({
  id: Id,
  what: words(['everybody', 'changes']),
  why: words(['schedule', 'asked']),
  status: words(['running', 'waiting', 'complete', 'failed', 'stopped'], { description: 'waiting: it could not go on and will at due_at.' }),
  complete: Type.Boolean({ description: 'Every page was read, and as many people as the system says there are. Only then are endings told.' }),
  since: NullableMoment,
  began_at: NullableMoment,
  ended_at: NullableMoment,
  due_at: Type.Optional(NullableMoment),
  pages: Count('Pages read.'),
  calls: Count('Calls made.'),
  people_read: Count('People or contracts read.'),
  people_total: Type.Union([Type.Integer(), Type.Null()], { description: 'As the HR system says; null: it does not.' }),
  events_made: Count('Those of whom something was new.'),
  held: Type.Optional(Count('Of those, how many wait for a person\'s word now.')),
  endings: Count('Contracts that end; of a run under way, those that wait for its end.'),
  unclear: Count('Rows with a status or form that nobody has translated: kept and shown as messages, and nothing of them is forwarded.'),
  left_out: Count('People whom the options leave out.'),
  missing: Count('Open contracts that a complete read of everybody did not see.'),
  error: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()])
}, { title: 'Run' })
export type RunView = Static<typeof RunView>

export const RUN_TELLINGS = ['run.ended'] as const
export type RunTelling = typeof RUN_TELLINGS[number]

/** What is posted to an alert_url after each run, signed like an alert. */
export const RunNotice = Type.Object({
  type: words([...RUN_TELLINGS]),
  timestamp: Moment,
  data: Type.Object({
    ...RunView.properties,
    tenant: Type.String(),
    source: Type.String({ description: 'Name.' }),
    title: Type.String({ description: "One sentence in the reader's words." }),
    link: Type.String({ description: 'The run.' })
  })
}, { title: 'RunNotice' })
export type RunNotice = Static<typeof RunNotice>
