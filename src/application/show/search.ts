import type { Identifiers } from '../../domain/fields.ts'
import type { Caller } from '../../domain/principal.ts'
import { labelKey } from '../../domain/text.ts'
import type { EmployeeSummary } from '../../domain/views/employee.ts'
import { findIdentifiers } from '../../postgres/record/identifiers.ts'
import { findEmployeeRows, listEmployeeRows, type ShownEmployeeRow } from '../../postgres/show/employees.ts'
import { listSources } from '../../postgres/sources.ts'
import type { Keys } from '../../postgres/vault.ts'
import { referenceHashes } from '../interpret/holders.ts'
import type { Mirror } from '../interpret/refresh.ts'
import { fieldsOf, summaryOf } from './employees.ts'
import type { Showing } from './showing.ts'

/** Identifiers in their kept form; `name` tidied. All that is given must hold. */
export type Sought = Identifiers & { name?: string }

/** Names are sealed: looking for one opens mirrors, this many at a time, and of so many people at most, the newest. */
const OPENED_AT_ONCE = 500
const MOST_OPENED = 50_000

/**
 * Employees by what is personal. By an identifier, also by one they had before: through its hash. By a name or a company
 * alone: by opening mirrors, newest first, of the newest 50,000 people at most.
 */
export async function searchEmployees (needs: Showing, { tenant }: Caller, sought: Sought, limit: number): Promise<EmployeeSummary[]> {
  const { pool, vault } = needs
  const keys = await vault.keysOf(pool, tenant)
  const named = await findNamed(needs, tenant, sought, keys)
  const fits = (row: ShownEmployeeRow) => holds(fieldsOf(row, keys), sought)
  const rows = named === undefined ? await lookThrough(needs, tenant, fits, limit) : (await findEmployeeRows(pool, tenant, named)).filter(fits)
  return rows.slice(0, limit).map((row) => summaryOf(row, keys))
}

/** The people whom all identifiers name; undefined when none is given. */
async function findNamed ({ pool }: Showing, tenant: string, { employee_number: number, company_code: company, cpf, work_email: email, source_id: sourceId }: Sought, keys: Keys): Promise<string[] | undefined> {
  const sources = sourceId === undefined ? [] : ['api', ...(await listSources(pool, tenant)).map(({ id }) => id)]
  const wanted = [
    ...(number === undefined ? [] : [referenceHashes(keys, { employee_number: number, ...(company !== undefined && { company_code: company }) }, '')]),
    ...(cpf === undefined ? [] : [referenceHashes(keys, { cpf }, '')]),
    ...(email === undefined ? [] : [referenceHashes(keys, { work_email: email }, '')]),
    ...(sourceId === undefined ? [] : [sources.flatMap((source) => referenceHashes(keys, { source_id: sourceId }, source))])
  ]
  if (wanted.length === 0) return undefined
  const rows = await findIdentifiers(pool, tenant, wanted.flat())
  return wanted
    .map((hashes) => new Set(rows.filter(({ hash, part_hash: part }) => hashes.some((each) => each.equals(hash) || part?.equals(each))).map(({ employee }) => employee)))
    .reduce((all, some) => all.intersection(some))
    .values().toArray()
}

async function lookThrough ({ pool }: Showing, tenant: string, fits: (row: ShownEmployeeRow) => boolean, limit: number): Promise<ShownEmployeeRow[]> {
  const found: ShownEmployeeRow[] = []
  let after: number | undefined
  for (let opened = 0; opened < MOST_OPENED && found.length < limit; opened += OPENED_AT_ONCE) {
    const rows = await listEmployeeRows(pool, tenant, {}, after, OPENED_AT_ONCE)
    found.push(...rows.filter(fits))
    if (rows.length < OPENED_AT_ONCE) break
    after = rows.at(-1)?.seq
  }
  return found
}

/** A company beside a number was part of the identifier. */
function holds (fields: Mirror['fields'], { name, company_code: company, employee_number: number }: Sought): boolean {
  if (company !== undefined && number === undefined && fields.company_code !== company) return false
  if (name === undefined) return true
  const { full_name: full, first_name: first, last_name: last, social_name: social, social_first_name: socialFirst, social_last_name: socialLast } = fields
  const names = [[full], [first, last], [social], [socialFirst, socialLast]].map((parts) => parts.filter((part) => part != null).join(' '))
  return names.some((each) => plain(each).includes(plain(name)))
}

/** Neither case nor accents nor repeated spaces count. */
const plain = (text: string): string => labelKey(text).normalize('NFD').replace(/\p{M}/gu, '')
