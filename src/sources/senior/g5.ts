import { daysAfter, dateIn, type CalendarDate, type Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { dateFrom } from '../dates.ts'
import { isObject } from '../json.ts'
import { admitted, admittedRow, brazilian } from './admitted.ts'
import type { Io } from './address.ts'
import { wants } from './kinds.ts'
import type { Line } from './lines.ts'
import { whole } from './numbers.ts'
import { CONTRACT, consult, DISMISSALS, DISMISSED, equal, idOf, JOINS, KEY, needed, sameValue, type Condition } from './tables.ts'

/** How far around a run of changes admissions and dismissals are looked for: they are entered late, and ahead. */
const DAYS_BACK = 7
const DAYS_AHEAD = 60
const A_YEAR = 365
const LOOKS_PER_PAGE = 10

interface Slice { company: string | undefined, type: string }

/** Company by company, and of each one kind of people at a time. */
export async function contracts (io: Io, cursor: Cursor | undefined): Promise<Page> {
  const { settings: { companies, employees_by: by = 'ConsultarTabelas', admitted_since: since = '1950-01-01' } } = io
  const types = ['1', '2', '3'].filter((type) => wants(type, io.options))
  const slices = (companies?.map(String) ?? [undefined]).flatMap((company) => types.map((type): Slice => ({ company, type })))
  const place = typeof cursor === 'number' ? cursor : 0
  const slice = slices[place]
  if (slice === undefined) return { rows: [] }
  const rows = by === 'ConsultarTabelas' ? await sliceOf(io, slice) : await admittedSlice(io, slice, since, daysAfter(dateIn(io.zone, io.at), A_YEAR))
  return { rows, ...(place + 1 < slices.length && { next: place + 1 }) }
}

async function sliceOf (io: Io, { company, type }: Slice): Promise<VendorRow[]> {
  const scope = [equal(io, 'TIPCOL', type), ...(company === undefined ? [] : [equal(io, 'NUMEMP', company)])]
  const found = await needed(io, 'R034FUN', columnsOf(io), scope)
  const lines = found.filter((line) => sameValue(line.TIPCOL, type) && (company === undefined || sameValue(line.NUMEMP, company)))
  return await joined(io, lines, (columns) => scope.filter(({ campo }) => columns.includes(campo)))
}

async function admittedSlice (io: Io, { company, type }: Slice, from: CalendarDate, until: CalendarDate): Promise<VendorRow[]> {
  const all = await admitted(io, company, type, from, until)
  const endings = readsTable(io, DISMISSALS.name) ? await consult(io, DISMISSALS.name, DISMISSALS.columns, [equal(io, 'SITAFA', DISMISSED), equal(io, 'TIPCOL', type)]) : undefined
  return all.map((each) => admittedRow(each, type, endings))
}

/** First whom it is about, then those, some at a time: hires by the service for them, dismissals by the absences. */
export async function changedContracts (io: Io, since: Instant, cursor: Cursor | undefined): Promise<Page> {
  const ids = isObject(cursor) && Array.isArray(cursor.ids) ? cursor.ids : await changedSince(io, daysAfter(dateIn(io.zone, since), -DAYS_BACK))
  const rows: VendorRow[] = []
  for (const id of ids.slice(0, LOOKS_PER_PAGE)) rows.push(...await contract(io, id))
  const rest = ids.slice(LOOKS_PER_PAGE)
  return { rows, ...(rest.length > 0 && { next: { ids: rest } }) }
}

async function changedSince (io: Io, from: CalendarDate): Promise<string[]> {
  const { settings: { companies } } = io
  const ids = new Set<string>()
  for (const type of ['1', '2', '3'].filter((each) => wants(each, io.options))) {
    for (const company of companies?.map(String) ?? [undefined]) {
      for (const each of await admitted(io, company, type, from, daysAfter(dateIn(io.zone, io.at), DAYS_AHEAD))) ids.add(admittedRow(each, type, undefined).id)
    }
  }
  const endings = await needed(io, DISMISSALS.name, DISMISSALS.columns, [equal(io, 'SITAFA', DISMISSED), { campo: 'DATAFA', condicao: io.settings.at_least ?? '>=', valor: brazilian(from) }])
  for (const line of endings) {
    const id = idOf(line)
    if (id !== undefined && sameValue(line.SITAFA, DISMISSED) && (dateFrom(line.DATAFA ?? '') ?? '') >= from && wants(line.TIPCOL!, io.options)) ids.add(id)
  }
  return [...ids].sort()
}

/** One contract by numEmp-tipCol-numCad; of somebody who leaves, all they have, so that a transfer is seen as a whole. */
export async function contract (io: Io, hint: string): Promise<VendorRow[]> {
  const id = hint.replace(/^(employee|person):/, '')
  const parts = /^(\d+)-(\d+)-(\d+)$/.exec(id)?.slice(1)
  if (parts === undefined) return []
  const found = await needed(io, 'R034FUN', columnsOf(io), parts.map((part, i) => equal(io, KEY[i]!, part)))
  const lines = found.filter((line) => idOf(line) === id)
  const [line] = lines
  if (line === undefined) return []
  const rows = await joinedOne(io, line)
  const { NUMCPF: cpf } = line
  const leaves = sameValue(line.SITAFA, DISMISSED) || rows.some(({ record }) => isObject(record) && Array.isArray(record.dismissals) && record.dismissals.length > 0)
  if (!leaves || cpf === undefined) return rows
  const others = (await consult(io, 'R034FUN', columnsOf(io), [equal(io, 'NUMCPF', cpf)]) ?? []).filter((each) => sameValue(each.NUMCPF, cpf) && idOf(each) !== id)
  for (const other of others) rows.unshift(...await joinedOne(io, other))
  return rows
}

const joinedOne = async (io: Io, line: Line): Promise<VendorRow[]> =>
  await joined(io, [line], (columns, ours = columns) => columns.flatMap((column, i) => line[ours[i]!] === undefined ? [] : [equal(io, column, line[ours[i]!]!)]))

/** `scope`: what a table may be limited to, by its own columns and, where they are named otherwise, those of the contract. */
async function joined (io: Io, lines: Line[], scope: (columns: string[], ours?: string[]) => Condition[]): Promise<VendorRow[]> {
  if (lines.length === 0) return []
  const dismissals = readsTable(io, DISMISSALS.name) ? await needed(io, DISMISSALS.name, DISMISSALS.columns, [equal(io, 'SITAFA', DISMISSED), ...scope(KEY)]) : []
  const endings = grouped(dismissals.filter((line) => sameValue(line.SITAFA, DISMISSED)))
  const records = new Map(lines.map((line) => [line, { contract: line, dismissals: endings.get(idOf(line) ?? '') ?? [] } as Record<string, unknown>]))
  for (const { name, as, keys, columns } of JOINS.filter(({ name }) => readsTable(io, name))) {
    const theirs = keys.map(([each]) => each)
    const ours = keys.map(([, each]) => each)
    // A name that cannot be read is not told: no reason to read nobody.
    const found = await consult(io, name, [...theirs, ...columns], scope(theirs, ours))
    const byKey = new Map((found ?? []).map((line) => [keyOf(line, theirs), line]))
    for (const [line, record] of records) record[as] = byKey.get(keyOf(line, ours))
  }
  return lines.map((line) => {
    const id = idOf(line)
    if (id === undefined) throw new ReadFailure('unreadable', 'A line of R034FUN has no NUMEMP, TIPCOL or NUMCAD.')
    return { id, record: records.get(line) }
  })
}

function grouped (lines: Line[]): Map<string, Line[]> {
  return Map.groupBy(lines, (line) => idOf(line) ?? '')
}

const keyOf = (line: Line, columns: string[]): string => JSON.stringify(columns.map((column) => whole(line[column] ?? '')))

const columnsOf = ({ settings: { extra_columns: extra = [] } }: Io): string[] => [...new Set([...CONTRACT, ...extra.map((each) => each.toUpperCase())])]

const readsTable = ({ settings: { tables } }: Io, name: string): boolean => tables === undefined || tables.some((each) => each.toUpperCase() === name)
