import { isoOf } from '../../domain/calendar.ts'
import { Refusal } from '../../domain/errors.ts'
import { byStamp, compareStamps, type Event } from '../../domain/event.ts'
import { describeFailure } from '../../domain/failure-texts.ts'
import type { Language } from '../../domain/faults.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Caller } from '../../domain/principal.ts'
import { contractsOf } from '../../domain/view/contracts.ts'
import { view, type Employee } from '../../domain/view/view.ts'
import type { EventStatus } from '../../domain/views/common.ts'
import type { EmployeeView, EmploymentView, LinkView } from '../../domain/views/employee.ts'
import { eventFrom } from '../../postgres/record/events.ts'
import { findPerson, findShownLinks, type ShownLinkRow } from '../../postgres/show/employees.ts'
import { findEventsOf, type ShownEventRow } from '../../postgres/show/events.ts'
import { findShownFates } from '../../postgres/show/fates.ts'
import { findOpenHoldRows } from '../../postgres/show/holds.ts'
import { loadTenant } from '../configure/tenants.ts'
import { asShown } from './employees.ts'
import { briefOf } from './holds.ts'
import type { Showing } from './showing.ts'

/** Older statements count as ever, and are listed by `GET /v1/events?employee_id=`. */
const LONGEST_TIMELINE = 500

interface Said { row: ShownEventRow, event: Event }

/** One employee, derived from the events at this moment. Of a merged id, the employee it points at. */
export async function findEmployee (needs: Showing, { tenant, language }: Caller, id: string): Promise<EmployeeView> {
  const { pool, vault, now } = needs
  const person = await findPerson(pool, tenant, id)
  const settings = (await loadTenant(pool, vault, tenant))?.settings
  if (person === undefined || settings === undefined) throw new Refusal('not_found', 'There is no such employee.')
  const keys = await vault.keysOf(pool, tenant)
  const said = (await findEventsOf(pool, person.id)).map((row): Said => ({ row, event: eventFrom(row, keys) }))
  const live = said.filter(({ row }) => row.withdrawn_at === null).map(({ event }) => event)
  const at = now()
  const employee = view(live, at, { zone: settings.time_zone })
  const links = await findShownLinks(pool, person.id)
  const holds = (await findOpenHoldRows(pool, tenant, person.id)).map((row) => ({ link: row.link, brief: briefOf(row, keys, language) }))
  const fates = await findShownFates(pool, [...new Set(employee.owners.values())])
  return {
    id: person.id,
    status: employee.state,
    view: asShown(employee.fields),
    changes_at: employee.changesAt === undefined ? null : isoOf(employee.changesAt),
    created_at: isoOf(person.created_at),
    ...(person.merged_from.length > 0 && { merged_from: person.merged_from }),
    employments: employmentsOf(employee, live.filter(({ stamp }) => stamp.time <= at), settings.time_zone),
    links: links.map((link) => ({
      ...linkOf(link, language),
      ...withheldOf(fates.filter((fate) => fate.link === link.id)),
      holds: holds.filter((hold) => hold.link === link.id).map(({ brief }) => brief)
    })),
    timeline: said.sort((a, b) => compareStamps(b.event.stamp, a.event.stamp)).slice(0, LONGEST_TIMELINE).map(statement)
  }
}

/** Contracts come in the order of the view's employments: both are made of the same events. */
function employmentsOf ({ employments }: Employee, visible: Event[], zone: string): EmploymentView[] {
  const contracts = contractsOf(visible.sort(byStamp), zone)
  return employments.map(({ fields, open }, i) => {
    const numbers = (contracts[i]?.aliases ?? []).flatMap((alias) => 'number' in alias ? [alias.number] : [])
    return {
      company_code: fields.company_code ?? null,
      employee_number: fields.employee_number ?? null,
      aliases: [...new Set(numbers)].filter((number) => number !== fields.employee_number),
      open,
      fields: asShown(fields)
    }
  })
}

function linkOf ({ destination, known, remote_id: remoteId, due_at: dueAt, settled_at: settledAt, failure }: ShownLinkRow, language: Language): Omit<LinkView, 'holds'> {
  return {
    destination,
    known: (known === 'stale' ? 'active' : known) as LinkView['known'],
    remote_id: remoteId,
    due_at: dueAt === null ? null : isoOf(dueAt),
    settled_at: settledAt === null ? null : isoOf(settledAt),
    ...(failure !== null && { error: { code: failure, detail: describeFailure(failure, language) } })
  }
}

/** What stays behind there now: of the events whose word is in force. */
function withheldOf (fates: { withheld: { field: string, why: string }[] | null }[]): Pick<LinkView, 'withheld'> {
  const fields = new Map(fates.flatMap(({ withheld }) => withheld ?? []).map((each) => [`${each.field} ${each.why}`, each]))
  return fields.size === 0 ? {} : { withheld: [...fields.values()] }
}

function statement ({ row, event }: Said): EmployeeView['timeline'][number] {
  return {
    event_id: row.id,
    type: row.type,
    status: row.status as EventStatus,
    source: row.source_name,
    counts_from: isoOf(row.stamp_time),
    received_at: isoOf(row.received_at),
    fields: namesIn(event.fields),
    ...(row.withdrawn_at !== null && { withdrawn_at: isoOf(row.withdrawn_at) })
  }
}

const namesIn = ({ custom, ...fields }: Fields): string[] =>
  [...Object.keys(fields), ...(custom == null ? custom === null ? ['custom'] : [] : Object.keys(custom).map((key) => `custom.${key}`))]
