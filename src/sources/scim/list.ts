import type { ApiRequest, Resource, Resources } from '../../domain/serving.ts'
import type { WebhookAnswer } from '../../domain/source.ts'
import { invalid } from './errors.ts'
import { matches, parseFilter, type Filter } from './filter.ts'
import { keysFor } from './keys.ts'
import type { Json } from './paths.ts'
import { answer, projected, shownUser, wantedIn } from './shown.ts'

export const MOST_RESULTS = 200
const USUAL = 100
/** Users that are opened one by one for a filter that no key answers. */
const MOST_SCANNED = 10_000
const AT_ONCE = 500
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** What a query or a `.search` asks for; unknown members say nothing. */
export type Query = { filter?: unknown, startIndex?: unknown, count?: unknown, attributes?: unknown, excludedAttributes?: unknown }

export const listOf = (resources: unknown[], totalResults = resources.length, startIndex = 1): WebhookAnswer =>
  answer(200, { schemas: [LIST], totalResults, startIndex, itemsPerPage: resources.length, Resources: resources })

/** Always a list, also of one or of none. The order is the one in which users were made. */
export async function listUsers ({ base }: ApiRequest, query: Query, resources: Resources): Promise<WebhookAnswer> {
  const start = Math.max(1, integerIn(query.startIndex, 'startIndex') ?? 1)
  const count = Math.min(MOST_RESULTS, Math.max(0, integerIn(query.count, 'count') ?? USUAL))
  const wanted = wantedIn(query)
  const shown = (found: Resource[]) => found.map((each) => projected(shownUser(each, base), wanted))
  if (query.filter === undefined || query.filter === '') {
    const total = await resources.count()
    return listOf(count === 0 ? [] : shown(await resources.page(start - 1, count)), total, start)
  }
  if (typeof query.filter !== 'string') throw invalid('invalidFilter', 'filter has to be a text.')
  const found = await meantBy(parseFilter(query.filter), base, resources)
  return listOf(shown(found.slice(start - 1, start - 1 + count)), found.length, start)
}

async function meantBy (filter: Filter, base: string, resources: Resources): Promise<Resource[]> {
  const isMeant = (each: Resource): boolean => matches(filter, shownUser(each, base) as Json)
  const keys = keysFor(filter)
  if (keys !== undefined) return (await candidates(keys, resources)).filter(isMeant)
  if (await resources.count() > MOST_SCANNED) {
    throw invalid('tooMany', `There are more than ${MOST_SCANNED} users: filter by id, userName, externalId, employeeNumber or an e-mail address, by eq.`)
  }
  const found: Resource[] = []
  for (let skip = 0; ; skip += AT_ONCE) {
    const page = await resources.page(skip, AT_ONCE)
    found.push(...page.filter(isMeant))
    if (page.length < AT_ONCE) return found
  }
}

async function candidates ({ id, key }: { id?: string, key?: string }, resources: Resources): Promise<Resource[]> {
  if (key !== undefined) return await resources.having(key)
  const found = await resources.find(id!)
  return found === undefined ? [] : [found]
}

function integerIn (value: unknown, name: string): number | undefined {
  if (value === undefined || value === '') return undefined
  const number = typeof value === 'string' && /^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw invalid('invalidValue', `${name} has to be an integer.`)
  return number
}
