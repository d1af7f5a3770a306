import { isoOf, type Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { valueAt } from '../mapping/lookup.ts'
import { listIn, objectIn } from '../reading/answers.ts'
import { entityUrl, type Io } from './address.ts'
import { dismissedOn } from './employee.ts'

/** What a filter or an id is refused with: it says nothing about anybody. */
const NOT_SO = [400, 404, 405]

/** One page of employees, each with its person. */
export async function employees (io: Io, cursor: Cursor | undefined, filter?: string): Promise<Page> {
  const { contents, next, total } = await pageAt(io, 'employee', cursor, filter)
  return { rows: await withPersons(io, contents), ...(next !== undefined && { next }), total }
}

interface Listed { contents: Json[], next?: Cursor, total: number | undefined, isRefused: boolean }

/** One page of a list. Pages end with one that is empty. */
async function pageAt (io: Io, name: string, cursor: Cursor | undefined, filter?: string, expects: number[] = []): Promise<Listed> {
  const { first_page: firstPage, page_size: size, offset_counts: counts } = io.settings
  const { page, before, again } = placeOf(cursor)
  const offset = firstPage + page * (counts === 'pages' ? 1 : size)
  const { contents, ...rest } = await listed(io, name, { offset: String(offset), size: String(size), ...(filter !== undefined && { filter }) }, expects)
  const [first] = contents
  // Where pages count from 1, page 0 may be empty.
  if (first === undefined) return { contents, ...rest, ...(page === 0 && rest.total !== undefined && rest.total > 0 && { next: { page: 1 } }) }
  const id = idOf(first)
  // Where pages count from 1, page 0 may be page 1. A third time is no accident.
  const isSame = before === id
  if (isSame && (again || page > 1)) throw new ReadFailure('endless', 'Pages do not go on: look at first_page, page_size and offset_counts.')
  return { contents: isSame ? [] : contents, ...rest, next: { page: page + 1, before: id, again: isSame } }
}

function placeOf (cursor: Cursor | undefined): { page: number, before: string | undefined, again: boolean } {
  const { page = 0, before, again = false } = isObject(cursor) ? cursor : {}
  return { page: Number(page), before: typeof before === 'string' ? before : undefined, again: again === true }
}

/** Employees that changed, as far as the owner's filter finds them. */
export const changedEmployees = async (io: Io, since: Instant, cursor: Cursor | undefined): Promise<Page> => {
  const { rows, next } = await employees(io, cursor, io.settings.changes_filter.replaceAll('{since}', isoOf(since).replace(/\.\d+Z$/, 'Z')))
  return { rows, next }
}

/**
 * Whom a hint is about: an employee, or a person, whose employees are sought. With an employee who is dismissed come the other
 * contracts of the same person, so that a transfer is seen as a whole.
 */
export async function lookUp (io: Io, hint: string): Promise<VendorRow[]> {
  const [, kind, id] = /^(employee|person):(.+)$/s.exec(hint) ?? [undefined, undefined, hint]
  if (kind === 'person') return await employeesOf(io, id!)
  const employee = await entity(io, 'employee', id!)
  if (employee === undefined) return kind === undefined ? await employeesOf(io, id!) : []
  const person = personOf(io, employee)
  const others = dismissedOn(employee) === undefined || person === undefined ? [] : await employeesOf(io, person)
  const rows = others.some((row) => row.id === idOf(employee)) ? others : [...others, ...await withPersons(io, [employee])]
  return rows
}

async function employeesOf (io: Io, person: string): Promise<VendorRow[]> {
  const { found } = await foundBy(io, 'employee', `${linkPath(io)} eq ${quoted(person)}`, (each) => personOf(io, each) === person)
  return await withPersons(io, found)
}

/** All whom a filter finds, on however many pages. A list with others in it does not look at the filter: it is left. */
async function foundBy (io: Io, name: string, filter: string, isMeant: (each: Json) => boolean, most = Infinity): Promise<{ found: Json[], isRefused: boolean }> {
  const found: Json[] = []
  let cursor: Cursor | undefined
  do {
    const { contents, next, total = most, isRefused } = await pageAt(io, name, cursor, filter, NOT_SO)
    const meant = contents.filter(isMeant)
    found.push(...meant)
    if (isRefused) return { found, isRefused: cursor === undefined }
    cursor = meant.length < contents.length || found.length >= Math.min(total, most) ? undefined : next
  } while (cursor !== undefined)
  return { found, isRefused: false }
}

async function withPersons (io: Io, employees: Json[]): Promise<VendorRow[]> {
  const persons = await personsBy(io, [...new Set(employees.flatMap((each) => personOf(io, each) ?? []))])
  return employees.map((employee) => {
    const person = personOf(io, employee)
    const found = person === undefined ? undefined : persons.get(person)
    const inside = isObject(employee.person) ? employee.person : undefined
    return { id: idOf(employee), record: { employee, ...((found ?? inside) !== undefined && { person: { ...inside, ...found } }) } }
  })
}

/** Some at once by a filter; whom it did not bring, by id. */
async function personsBy (io: Io, ids: string[]): Promise<Map<string, Json>> {
  const { person_batch: batch } = io.settings
  const found = new Map<string, Json>()
  for (let i = 0; batch > 1 && i < ids.length; i += batch) {
    const some = ids.slice(i, i + batch)
    const { found: persons, isRefused } = await foundBy(io, 'person', some.map((id) => `id eq ${quoted(id)}`).join(' or '), (each) => some.includes(idOf(each)), some.length)
    if (isRefused) break
    for (const person of persons) found.set(idOf(person), person)
  }
  for (const id of ids.filter((each) => !found.has(each))) {
    const person = await entity(io, 'person', id)
    if (person !== undefined) found.set(id, person)
  }
  return found
}

async function listed (io: Io, name: string, query: Record<string, string>, expects: number[] = []): Promise<Omit<Listed, 'next'>> {
  const answer = await io.call({ url: `${entityUrl(io, name)}?${new URLSearchParams(query).toString().replaceAll('+', '%20')}`, headers: { 'content-type': 'application/json' }, expects })
  if (expects.includes(answer.status)) return { contents: [], total: undefined, isRefused: true }
  const { contents, totalElements } = objectIn(answer)
  const total = totalElements === undefined ? undefined : Number(totalElements)
  // What is empty is left out of an answer, lists too.
  return { contents: contents === undefined && total !== undefined ? [] : listIn(contents, 'contents'), total: Number.isInteger(total) ? total : undefined, isRefused: false }
}

async function entity (io: Io, name: string, id: string): Promise<Json | undefined> {
  const answer = await io.call({ url: entityUrl(io, name, `/${encodeURIComponent(id)}`), headers: { 'content-type': 'application/json' }, expects: NOT_SO })
  return NOT_SO.includes(answer.status) ? undefined : objectIn(answer)
}

function idOf ({ id }: Json): string {
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '') throw new ReadFailure('unreadable', 'Somebody without an id: may the application read the entities employee and person?')
  return String(id)
}

const linkPath = ({ settings: { person_path: path } }: Io): string => path.replace(/^(\$\.)?(employee\.)?/, '')

/** The person of an employee: where the settings say, or its usual neighbours. */
function personOf (io: Io, employee: Json): string | undefined {
  const own = linkPath(io)
  for (const path of own === 'person.id' ? [own, 'person', 'personId'] : [own]) {
    const value = valueAt(employee, path)
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value)
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
