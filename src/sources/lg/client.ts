import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { foundIn, foundOf, keyOf, NUMBER, type Found } from './contract.ts'
import { movedFrom, movedTo, rowsOf } from './details.ts'
import { listedPage } from './listed.ts'
import { operation } from './soap.ts'
import { COMPANIES, SITUATIONS, type Io } from './settings.ts'
import { listIn, wordAt } from './wire.ts'

const RESCISSION = 5
const UNKNOWN = -1

/** Where a read of everybody is: which page of which slice, what was listed until now, and who has a contract that follows another one. */
type Place = { codes: string[], slice: number, page: number, listed: number, total: number, first: string, moved: string[] }

/**
 * Company by company, page by page: first whoever is employed, then whoever has left, so that of an old contract it is known
 * whether it goes on elsewhere.
 */
export async function contracts (io: Io, cursor: Cursor | undefined): Promise<Page> {
  const { first_page: firstPage = 1, situations = SITUATIONS } = io.settings
  const groups = [situations.filter((each) => each !== RESCISSION), situations.filter((each) => each === RESCISSION)].filter((group) => group.length > 0)
  const place = isObject(cursor) ? cursor as Place : { codes: await companies(io), slice: 0, page: firstPage, listed: 0, total: 0, first: '', moved: [] }
  const { codes, slice, page } = place
  const company = codes[slice % codes.length]!
  const group = groups[Math.floor(slice / codes.length)]!
  const reply = await listedPage(io, company, group, page)
  const found = listIn(reply.value, NUMBER).map((item): Found => ({ ...foundOf(item, company)!, listed: item, asked_as: group.includes(RESCISSION) ? 'ended' : 'employed' }))
  const first = found[0] === undefined ? '' : keyOf(found[0])
  if (first !== '' && first === place.first) throw new ReadFailure('endless', 'ConsultarListaPorDemanda answered the same page twice: say in settings.first_page from which number it counts.')

  const count = place.listed + found.length
  const isLast = found.length === 0 || (reply.pages !== undefined && page - firstPage + 1 >= reply.pages) || (reply.total !== undefined && count >= reply.total)
  if (isLast && count < (reply.total ?? 0)) {
    throw new ReadFailure('short', `ConsultarListaPorDemanda listed ${count} of ${reply.total} contracts of a company: say in settings.first_page from which number it counts its pages.`)
  }
  const moved = movedFrom(place.moved)
  const rows = await rowsOf(io, found, moved)
  if (!isLast) return { rows, next: { ...place, page: page + 1, listed: count, first, moved: movedTo(moved) } }
  const total = reply.total === undefined || place.total === UNKNOWN ? UNKNOWN : place.total + reply.total
  if (slice + 1 >= codes.length * groups.length) return { rows, ...(total !== UNKNOWN && { total }) }
  return { rows, next: { codes, slice: slice + 1, page: firstPage, listed: 0, total, first: '', moved: movedTo(moved) } }
}

/** The companies of the settings, or those that the service lists. */
export async function companies (io: Io): Promise<string[]> {
  const { companies: own, company_service: service = COMPANIES } = io.settings
  if (own !== undefined) return own.map(String)
  const { value } = await operation(io, service, 'ConsultarLista', {})
  const codes = listIn(value, ['Codigo']).map((item) => wordAt(item, 'Codigo')!).filter((code) => /^\d{1,9}$/.test(code)).map((code) => String(Number(code)))
  if (codes.length === 0) throw new ReadFailure('not_configured', 'The service of companies listed none: name them in settings.companies.')
  return [...new Set(codes)]
}

/** One contract by CodigoDaEmpresa:Matricula; of somebody who is there no more, none. */
export async function contract (io: Io, id: string): Promise<VendorRow[]> {
  const found = foundIn(id)
  return found === undefined ? [] : await rowsOf(io, [found], new Map())
}
