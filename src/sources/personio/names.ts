import type { Instant } from '../../domain/calendar.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { listIn, objectIn } from '../reading/answers.ts'
import { headersOf, nextOf, type Io } from './calls.ts'
import { NAMED, type Named } from './settings.ts'

/** The most that a page of these lists allows. */
const PAGE = 100
const MOST_PAGES = 500
/** How long a look at single people trusts names that were read before it. */
const GOOD_FOR_MS = 600_000

/** Those that were a beta once are asked for with the header that some accounts still want; others pay it no heed. */
const BETA = { beta: 'true' }
const LISTS: Record<Named, { path: string, headers: Record<string, string>, query?: Record<string, string> }> = {
  department: { path: '/v2/org-units', query: { type: 'department' }, headers: BETA },
  team: { path: '/v2/org-units', query: { type: 'team' }, headers: BETA },
  legal_entity: { path: '/v2/legal-entities', headers: {} },
  cost_center: { path: '/v2/cost-centers', headers: BETA },
  office: { path: '/v2/workplaces', headers: BETA }
}

/** A right that is missing shows as any of these; without names the rest is worth reading. */
const REFUSED = [400, 401, 403, 404]

interface Names { readAt: Instant, byId: Promise<Map<string, string>> }
const known = new WeakMap<object, Map<Named, Names>>()

/**
 * Employments with the names of what they refer to by id: department and teams, office, legal entity, cost centres. A reference
 * that has a name keeps it, and one whose name cannot be read has none: then its field is not told.
 */
export async function withNames (io: Io, employments: Json[], freshness: Instant): Promise<Json[]> {
  const all: Json[] = []
  for (const employment of employments) {
    const { org_units: units, cost_centers: centers, office, legal_entity: entity } = employment
    all.push({
      ...employment,
      ...(Array.isArray(units) && { org_units: await each(units, ({ type }) => type === 'department' || type === 'team' ? type : undefined) }),
      ...(Array.isArray(centers) && { cost_centers: await each(centers, () => 'cost_center') }),
      ...(isObject(office) && { office: await named(io, 'office', office, freshness) }),
      ...(isObject(entity) && { legal_entity: await named(io, 'legal_entity', entity, freshness) })
    })
  }
  return all

  async function each (references: unknown[], kindOf: (reference: Json) => Named | undefined): Promise<unknown[]> {
    const found: unknown[] = []
    for (const reference of references) {
      const kind = isObject(reference) ? kindOf(reference) : undefined
      found.push(kind === undefined ? reference : await named(io, kind, reference as Json, freshness))
    }
    return found
  }
}

/** Names read since the run began are good for it, and for looks those of the last minutes. */
export const freshFor = { run: (io: Io): Instant => io.at, look: (io: Io): Instant => io.now() - GOOD_FOR_MS }

async function named (io: Io, kind: Named, reference: Json, freshness: Instant): Promise<Json> {
  const { id, name } = reference
  const { names = [...NAMED] } = io.settings
  if ((typeof name === 'string' && name !== '') || (typeof id !== 'string' && typeof id !== 'number') || !names.includes(kind)) return reference
  let list = listOf(io, kind, freshness)
  // Somebody may have come to a department that is newer than what was read.
  if (!(await list.byId).has(String(id)) && list.readAt < io.at) list = listOf(io, kind, io.at)
  const found = (await list.byId).get(String(id))
  return found === undefined ? reference : { ...reference, name: found }
}

function listOf (io: Io, kind: Named, freshness: Instant): Names {
  const lists = known.get(io.settings) ?? new Map<Named, Names>()
  known.set(io.settings, lists)
  const before = lists.get(kind)
  if (before !== undefined && before.readAt >= freshness) return before
  const list: Names = { readAt: io.now(), byId: read(io, kind) }
  lists.set(kind, list)
  // What did not come to its end is read again.
  list.byId.catch(() => { if (lists.get(kind) === list) lists.delete(kind) })
  return list
}

async function read (io: Io, kind: Named): Promise<Map<string, string>> {
  const { path, headers, query } = LISTS[kind]
  const byId = new Map<string, string>()
  let url: string | undefined = `${io.settings.base_url}${path}?${new URLSearchParams({ limit: String(PAGE), ...query })}`
  for (let pages = 0; url !== undefined; pages++) {
    if (pages > MOST_PAGES) throw new ReadFailure('endless', `${path} does not end.`)
    const answer = await io.call({ url, headers: { ...headersOf(io), ...headers }, expects: REFUSED })
    if (REFUSED.includes(answer.status)) return byId
    const body = objectIn(answer)
    for (const { id, name } of listIn(body._data, '_data')) {
      if ((typeof id === 'string' || typeof id === 'number') && typeof name === 'string' && name.trim() !== '') byId.set(String(id), name.trim())
    }
    url = nextOf(body, url)
  }
  return byId
}
