import { isoOf, type Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { listIn, objectIn } from '../reading/answers.ts'
import { baseOf, type Io } from './authorize.ts'
import { idOf, keyOfEmployee, plain } from './record.ts'
import type { Settings } from './settings.ts'

interface Place { company: string, branch?: string }

/** Where a read is: whose people and which page; how many the lists before said there are; the first one of the page before. */
type At = { place: number, page: number, total: number, counted: boolean, first: string, found: boolean }
const BEGINNING: At = { place: 0, page: 1, total: 0, counted: true, first: '', found: false }

/** Everybody, or who changed since, page by page and company after company. */
export async function employees (io: Io, since: Instant | undefined, cursor?: Cursor): Promise<Page> {
  const { settings } = io
  const places = placesOf(settings)
  const at = isAt(cursor) ? cursor : BEGINNING
  const place = places[at.place]
  // The owner has taken companies away since the page before.
  if (place === undefined) throw new ReadFailure('refused', 'The companies in the settings were changed while they were read: read again.')
  const list = await listOf(io, place, at.page, since)
  const rows = list.employees.map((employee) => rowOf(settings, employee, place))
  const first = rows[0]?.id ?? ''
  if (list.hasNext && (first === '' || (at.page > 1 && first === at.first))) throw new ReadFailure('endless', `Page ${at.page} says that another one follows, and holds ${first === '' ? 'nobody' : 'whom the page before held'}.`)
  const found = at.found || rows.length > 0
  if (list.hasNext) return { rows, next: { ...at, page: at.page + 1, first, found } }
  const total = at.total + (list.total ?? 0)
  const counted = at.counted && list.total !== undefined
  if (at.place + 1 < places.length) return { rows, next: { place: at.place + 1, page: 1, total, counted, first: '', found } }
  if (since === undefined && !found && list.isMute) throw wrongAddress()
  // Whether the number is of all or of those that changed is not said.
  return { rows, ...(counted && since === undefined && { total }) }
}

const isAt = (cursor: Cursor | undefined): cursor is At => typeof cursor === 'object' && typeof cursor.place === 'number' && typeof cursor.page === 'number'

function placesOf ({ product, companies = [{ company: '1' }] }: Settings): Place[] {
  if (product !== 'PROTHEUS') return companies.map(({ company }) => ({ company }))
  const places = companies.flatMap(({ company, branches = [] }) => branches.map((branch) => ({ company, branch })))
  if (places.length === 0) throw new ReadFailure('not_configured', 'companies in the settings name no branches: Protheus lists people by branch.')
  return places
}

async function listOf (io: Io, { company, branch }: Place, page: number, since: Instant | undefined): Promise<{ employees: Json[], hasNext: boolean, total?: number | undefined, isMute?: boolean }> {
  const { product = 'RM', employees_path: path = '/api/rh/v1/employeeDataContent', list_property: property = 'employees', modified_parameter: modified = 'dateModified', page_size: size = 100, order } = io.settings
  const query = new URLSearchParams({
    product,
    companyid: company,
    ...(branch !== undefined && { branchId: branch }),
    ...(since !== undefined && { [modified]: secondsOf(since) }),
    page: String(page),
    pageSize: String(size),
    ...(order !== undefined && { order })
  })
  const answer = await io.call({
    // A blank is %20 to every server, and + only to some.
    url: `${baseOf(io.settings)}${path}?${query.toString().replaceAll('+', '%20')}`,
    headers: { ...(branch !== undefined && { tenantid: `${company},${branch}` }) },
    expects: [404]
  })
  if (answer.status === 404) return nobodyIn(answer.body)
  const body = objectIn(answer)
  const list = [property, 'employees', 'items', 'data'].map((name) => body[name]).find(Array.isArray)
  const total = Number(body.total ?? Number.NaN)
  return { employees: listIn(list, property), hasNext: body.hasNext === true || body.hasNext === 'true', total: Number.isInteger(total) && total >= 0 ? total : undefined }
}

/**
 * Nobody was found, says the contract with 404 and an error of its form. Without a body it may be that, or a wrong address
 * (`isMute`); with another body, such as a page of HTML, it is a wrong address.
 */
function nobodyIn (body: string): { employees: Json[], hasNext: false, total: number, isMute: boolean } {
  const isMute = body.trim() === ''
  if (!isMute && !isErrorOfContract(body)) throw wrongAddress()
  return { employees: [], hasNext: false, total: 0, isMute }
}

function isErrorOfContract (body: string): boolean {
  try {
    const error: unknown = JSON.parse(body)
    return isObject(error) && ('code' in error || 'detailedMessage' in error || 'message' in error)
  } catch {
    return false
  }
}

const wrongAddress = (): ReadFailure => new ReadFailure('refused', 'It answered 404 without saying that nobody was found: look at base_url and employees_path.')

function rowOf ({ product = 'RM' }: Settings, employee: Json, { company, branch }: Place): VendorRow {
  const key = keyOfEmployee(employee, { company, ...(branch !== undefined && { branch }) })
  const id = key !== undefined ? idOf(product, key) : plain(employee.id)
  if (id === undefined) throw new ReadFailure('unreadable', 'Somebody has neither an id nor a registration number.')
  // Lists in it are about dependents and documents.
  return { id, record: { product, employee: { ...Object.fromEntries(Object.entries(employee).filter(([, value]) => typeof value !== 'object' || value === null)), id } } }
}

/** In UTC, to the second: what the Z says. */
const secondsOf = (at: Instant): string => `${isoOf(at).slice(0, 19)}Z`
