import { isoOf } from '../../domain/calendar.ts'
import type { Fields } from '../../domain/fields.ts'
import type { Caller } from '../../domain/principal.ts'
import type { EmployeeFields, EmployeeStatus, EmployeeSummary } from '../../domain/views/employee.ts'
import { listEmployeeRows, type ShownEmployeeRow } from '../../postgres/show/employees.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { Mirror } from '../interpret/refresh.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { pageOf } from './pages.ts'
import type { Showing } from './showing.ts'

/** Employees, newest first, as the mirror has them: derived when something was said of them, and when a date came. */
export async function listEmployees ({ pool, vault }: Showing, { tenant }: Caller, filter: { status?: EmployeeStatus, destination?: string }, page: PageRequest): Promise<Page<EmployeeSummary>> {
  const keys = await vault.keysOf(pool, tenant)
  const read = (limit: number) => listEmployeeRows(pool, tenant, filter, page.after?.sequence, limit)
  return pageOf(page, read, ({ seq }) => ({ sequence: seq, index: 0 }), async (rows) => rows.map((row) => summaryOf(row, keys)))
}

/** The type of the schema has forgotten that no field need be there. */
export const asShown = (fields: Fields) => fields as EmployeeFields

export const fieldsOf = ({ sealed }: Pick<ShownEmployeeRow, 'sealed'>, keys: Keys): Mirror['fields'] => sealed === null ? {} : keys.open<Mirror>(sealed).fields

export function summaryOf (row: ShownEmployeeRow, keys: Keys): EmployeeSummary {
  return {
    id: row.id,
    status: row.state,
    view: asShown(fieldsOf(row, keys)),
    changes_at: row.changes_at === null ? null : isoOf(row.changes_at),
    created_at: isoOf(row.created_at)
  }
}
