import { dateIn, type Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Cursor, type Page, type SourceIo, type VendorRow } from '../../domain/reading.ts'
import { isObject, shown, type Json } from '../json.ts'
import { objectIn } from '../reading/answers.ts'
import { listed, recordOf, withoutEnvelope } from './record.ts'
import { address, anyOf, changedSince, literal, peopleAt } from './query.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>

/** User ids of one question: an address may not become too long. */
const MOST_MANAGERS = 40
/** Pages of what belongs to a few people. */
const MOST_PAGES = 10

export const everybody = async (io: Io, cursor: Cursor | undefined): Promise<Page> =>
  await people(io, typeof cursor === 'string' ? cursor : peopleAt(io.settings, io.options))

export const changes = async (io: Io, since: Instant, cursor: Cursor | undefined): Promise<Page> =>
  await people(io, typeof cursor === 'string' ? cursor : peopleAt(io.settings, io.options, changedSince(since, io.at, io.settings)))

/** By what an event names: the person's id, their immutable one, or the user id of one of their contracts. */
export async function one (io: Io, hint: string): Promise<VendorRow[]> {
  const [, kind = 'personIdExternal', value = hint] = /^(personIdExternal|perPersonUuid|userId):(.+)$/s.exec(hint) ?? []
  const person = kind === 'userId' ? (await holders(io, [value])).get(value) : value
  if (person === undefined) return []
  const filter = `${kind === 'perPersonUuid' ? 'perPersonUuid' : 'personIdExternal'} eq ${literal(person)}`
  return (await people(io, peopleAt(io.settings, io.options, filter))).rows
}

async function people (io: Io, url: string): Promise<Page> {
  const { results, next } = await pageAt(io, url)
  for (const person of results) if (typeof person.personIdExternal !== 'string') throw new ReadFailure('unreadable', 'A person without personIdExternal: may the API user read PerPerson?')
  const managers = await managersOf(io, results)
  const today = dateIn(io.zone, io.at)
  return { rows: results.map((person) => ({ id: idOf(person), record: recordOf(person, today, managers, io.options) })), next }
}

/** The id that never changes, where the API user may read it. */
const idOf = ({ perPersonUuid: uuid, personIdExternal: id }: Json): string => typeof uuid === 'string' && uuid !== '' ? uuid : String(id)

async function pageAt ({ call }: Io, url: string): Promise<{ results: Json[], next?: string }> {
  const answer = await call({ url, expects: [400] })
  const body = objectIn(answer)
  if (answer.status === 400) {
    const code = isObject(body.error) ? body.error.code : undefined
    throw new ReadFailure('refused', `It answered 400 (${shown(code)}): most likely a field or navigation that it does not know or that the API user may not read. Look at the mapping, and leave navigations out with settings.without.`)
  }
  const { d } = body
  const results = Array.isArray(d) ? d : isObject(d) ? d.results : undefined
  if (!Array.isArray(results)) throw new ReadFailure('unreadable', 'There is no d.results: this is no answer of OData v2.')
  const next = isObject(d) && typeof d.__next === 'string' && d.__next !== '' ? d.__next : undefined
  // Followed as it came: whatever is changed in it loses or repeats people.
  return { results: results.filter(isObject).map(withoutEnvelope), ...(next !== undefined && { next: URL.canParse(next) ? next : new URL(next, url).href }) }
}

/** Job rows name a manager by user id; whose that is, of those who are not on the page, is asked. */
async function managersOf (io: Io, page: Json[]): Promise<Map<string, string>> {
  if (io.settings.without?.includes('managerUserNav')) return new Map()
  const contracts = page.flatMap((person) => listed(person.employmentNav).map((contract) => [String(contract.userId), String(person.personIdExternal)] as const))
  const known = new Map(contracts)
  const named = page.flatMap((person) => listed(person.employmentNav)).flatMap((contract) => listed(contract.jobInfoNav)).map(({ managerId }) => managerId)
  const unknown = [...new Set(named)].filter((id): id is string => typeof id === 'string' && id !== '' && id !== 'NO_MANAGER' && !known.has(id))
  for (let i = 0; i < unknown.length; i += MOST_MANAGERS) {
    for (const [user, person] of await holders(io, unknown.slice(i, i + MOST_MANAGERS))) known.set(user, person)
  }
  return known
}

/** Whose contracts these are: personIdExternal by user id. */
async function holders (io: Io, users: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  let url: string | undefined = address(io.settings, 'EmpEmployment', { $filter: anyOf('userId', users), $select: 'personIdExternal,userId' })
  for (let pages = 0; url !== undefined; pages++) {
    if (pages >= MOST_PAGES) throw new ReadFailure('endless', 'The contracts of a few people do not end.')
    const page: { results: Json[], next?: string } = await pageAt(io, url)
    for (const { userId, personIdExternal } of page.results) if (typeof userId === 'string' && typeof personIdExternal === 'string') found.set(userId, personIdExternal)
    url = page.next
  }
  return found
}
