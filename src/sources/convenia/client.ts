import type { Answer } from '../../domain/destination.ts'
import { ReadFailure, type Authorization, type SourceIo } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { jsonIn, listIn, objectIn } from '../reading/answers.ts'
import { withoutPrivate } from './private.ts'
import type { Credentials, Options, Settings } from './settings.ts'

export type Io = SourceIo<Settings, Credentials, Options>
export interface Listed { people: Json[], isLast: boolean, total: number | undefined }

/** The token as it is, without a word in front. */
export const authorize = async ({ credentials: { token } }: Io): Promise<Authorization> =>
  ({ headers: { token: token.trim().replace(/^(?:token\s*[:=]|bearer)\s*/i, '') } })

/** One page of a list, counted: the links that it names leave out what was asked for. */
export async function pageOf (io: Io, path: string, query: Record<string, string>, page: number): Promise<Listed> {
  const value = jsonIn(await ask(io, `${path}?${new URLSearchParams({ ...query, page: String(page) })}`, path))
  const body = isObject(value) ? value : { data: value }
  if (body.success === false) throw new ReadFailure('refused', `${path} answered that the request did not succeed.`)
  const listed = isObject(body.data) && 'data' in body.data ? body.data : body
  const [current, last, total] = [listed.current_page, listed.last_page, listed.total].map(numberIn)
  if (current !== undefined && current !== page) throw new ReadFailure('endless', `${path} answered page ${current} when asked for page ${page}.`)
  const isLast = last !== undefined ? page >= last : typeof listed.next_page_url !== 'string' || listed.next_page_url === ''
  return { people: listIn(listed.data, 'data'), isLast, total }
}

/** The record of one person, which the list has not whole; undefined: there is nobody of that id (any more). */
export async function detailOf (io: Io, id: string): Promise<Json | undefined> {
  const answer = await ask(io, `/employees/${encodeURIComponent(id)}`, '/employees/{id}', [404])
  if (answer.status === 404) return undefined
  const body = objectIn(answer)
  if (body.success === false) throw new ReadFailure('refused', '/employees/{id} answered that the request did not succeed.')
  const person = isObject(body.data) ? body.data : body
  if (person.id !== undefined && String(person.id) !== id) throw new ReadFailure('unreadable', '/employees/{id} answered with somebody else.')
  return withoutPrivate(person)
}

export function idOf ({ id }: Json): string {
  if ((typeof id !== 'string' || id === '') && typeof id !== 'number') throw new ReadFailure('unreadable', 'An employee without an id: may the token read it?')
  return String(id)
}

async function ask (io: Io, pathAndQuery: string, name: string, expects: number[] = []): Promise<Answer> {
  const answer = await io.call({ url: `${io.settings.base_url}${pathAndQuery}`, expects: [...expects, 403] })
  if (answer.status === 403) throw await lacking(io, name)
  return answer
}

/** Which permission is missing, and which there are, as far as the API says so. */
async function lacking (io: Io, name: string): Promise<ReadFailure> {
  const answer = await io.call({ url: `${io.settings.base_url}/tokens/permissions`, expects: [400, 403, 404] }).catch((error: unknown) => {
    if (error instanceof ReadFailure) return undefined   // the reason that counts is the first one
    throw error
  })
  const granted = answer?.status === 200 ? namesIn(answer.body) : []
  return new ReadFailure('forbidden', `GET ${name} answered 403: the token has no permission for it. Give it one in Configurações → API, where the token was made${granted.length > 0 ? `. It has: ${granted.join(', ')}` : ''}.`)
}

function namesIn (text: string): string[] {
  const names = text.match(/"[a-z][a-z_.:/-]{2,60}"/g) ?? []
  return [...new Set(names.map((each) => each.slice(1, -1)))].filter((each) => /[.:/_-]/.test(each)).slice(0, 30)
}

function numberIn (value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
