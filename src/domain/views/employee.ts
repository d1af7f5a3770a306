import { Type, type Static } from '@sinclair/typebox'
import { Identifiers, nullable, words } from '../fields.ts'
import { Row } from '../statement.ts'
import { EventStatus, HoldBrief, Id, Moment, NullableMoment, Withheld } from './common.ts'
import { EventKind } from './event.ts'

export const EMPLOYEE_STATUSES = ['active', 'leaver', 'unknown'] as const
export type EmployeeStatus = typeof EMPLOYEE_STATUSES[number]
export const EmployeeStatus = words([...EMPLOYEE_STATUSES], { description: 'unknown: nobody ever said a hire or a full row. leaver: no employment is open.' })

const { occurred_at: _at, event_id: _id, match: _match, ...told } = Row.properties

/** Every field of the record that is known; absent: never told. */
export const EmployeeFields = Type.Object(told, {
  title: 'EmployeeFields', description: 'Every field that is known; absent: never told.', examples: [{ employee_number: '00123', full_name: 'Ana Souza' }]
})
export type EmployeeFields = Static<typeof EmployeeFields>

const seen = {
  id: Id,
  status: EmployeeStatus,
  view: EmployeeFields,
  changes_at: nullable(Type.String({ format: 'date-time', description: 'When the view changes next by itself.' })),
  created_at: Moment
}

export const EmployeeSummary = Type.Object(seen, { title: 'EmployeeSummary' })
export type EmployeeSummary = Static<typeof EmployeeSummary>

export const LinkView = Type.Object({
  destination: Type.String(),
  known: words(['never_looked', 'absent', 'active', 'ended'], { description: 'What is known of the person there.' }),
  remote_id: nullable(Type.String()),
  due_at: NullableMoment,
  settled_at: NullableMoment,
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
  withheld: Type.Optional(Type.Array(Withheld)),
  holds: Type.Array(HoldBrief)
}, { title: 'Link', description: 'The employee at one destination.' })
export type LinkView = Static<typeof LinkView>

export const EmploymentView = Type.Object({
  company_code: nullable(Type.String()),
  employee_number: nullable(Type.String()),
  aliases: Type.Array(Type.String(), { description: 'Numbers it had before.' }),
  open: Type.Boolean(),
  fields: EmployeeFields
}, { title: 'Employment', description: 'One contract.' })
export type EmploymentView = Static<typeof EmploymentView>

export const EmployeeView = Type.Object({
  ...seen,
  merged_from: Type.Optional(Type.Array(Type.String(), { description: 'Ids that point here now.' })),
  employments: Type.Array(EmploymentView),
  links: Type.Array(LinkView),
  timeline: Type.Array(Type.Object({
    event_id: Id,
    type: EventKind,
    status: EventStatus,
    source: Type.String(),
    counts_from: Moment,
    received_at: Moment,
    fields: Type.Array(Type.String(), { description: 'Names of what it says.' }),
    withdrawn_at: Type.Optional(NullableMoment)
  }), { description: 'Newest first; what is still to come has `counts_from` ahead.' })
}, {
  title: 'Employee',
  examples: [{
    id: 'emp_01jt8x4m80',
    status: 'active',
    view: { employee_number: '00123', full_name: 'Ana Souza', job_title: 'Analista' },
    changes_at: null,
    created_at: '2026-03-02T12:00:00.200Z',
    employments: [{ company_code: null, employee_number: '00123', aliases: [], open: true, fields: { employee_number: '00123', job_title: 'Analista' } }],
    links: [{ destination: 'platform', known: 'active', remote_id: '4711', due_at: null, settled_at: '2026-03-02T12:00:00.500Z', holds: [] }],
    timeline: [{ event_id: 'evt_01jt8x4m7q', type: 'hire', status: 'delivered', source: 'api', counts_from: '2026-03-02T12:00:00.000Z', received_at: '2026-03-02T12:00:00.000Z', fields: ['employee_number', 'full_name', 'job_title'] }]
  }]
})
export type EmployeeView = Static<typeof EmployeeView>

/** What an employee is looked for by. In a body, never in a URL: it is personal. */
export const EmployeeSearch = Type.Object({
  ...Type.Partial(Identifiers).properties,
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 250, description: 'Part of the legal or social name; case and accents do not count.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }))
}, { title: 'EmployeeSearch', additionalProperties: false, examples: [{ cpf: '52998224725' }] })
export type EmployeeSearch = Static<typeof EmployeeSearch>
