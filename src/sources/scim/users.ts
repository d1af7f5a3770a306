import { isDeepStrictEqual } from 'node:util'
import type { ApiAnswer, ApiRequest, Change, Resource, Resources } from '../../domain/serving.ts'
import { alikeTo, contractOf } from './contract.ts'
import { ScimError } from './errors.ts'
import { keysOf, uniqueKeyOf } from './keys.ts'
import { patched } from './patch.ts'
import type { Json } from './paths.ts'
import { isActive, userFrom, type Content } from './resource.ts'
import type { KeptRecord } from './row.ts'
import type { Options } from './settings.ts'
import { answer, etagOf, locationOf, projected, shownUser, wantedIn } from './shown.ts'

export async function getUser (request: ApiRequest, id: string, resources: Resources): Promise<ApiAnswer> {
  const found = await resources.find(id)
  if (found === undefined) throw notFound()
  const etag = etagOf(found)
  if (namesVersion(request.headers['if-none-match'], found)) return { ...answer(304, undefined, { etag }), body: '' }
  return shown(200, request, found)
}

interface Writing { request: ApiRequest, resources: Resources, options: Options }

/** Whoever comes back under the name of somebody who is inactive here is that user again; of somebody who was deleted, another user for the same person. */
export async function createUser (request: ApiRequest, body: Json, resources: Resources, options: Options): Promise<ApiAnswer> {
  const sent = userFrom(body)
  const user = { ...sent, active: sent.active ?? true }
  const key = uniqueKeyOf(user)
  const [holder] = await resources.having(key, true)
  if (holder !== undefined) {
    if (isActive(contentOf(holder).user) || !isActive(user)) throw taken()
    return written(201, { request, resources, options }, holder, user)
  }
  const gone = await resources.lastGone(key)
  const resource: Resource = { id: request.newId, version: 1, createdAt: request.at, modifiedAt: after(request, gone), content: contentFor(user) }
  const change = await changeTo({ request, resources, options }, resource, user, gone && contentOf(gone).user)
  return { ...shown(201, request, change.resource), change: { ...change, isNew: true, succeeds: [...gone === undefined ? [] : [gone.id], ...change.succeeds ?? []] } }
}

export async function replaceUser (request: ApiRequest, id: string, body: Json, resources: Resources, options: Options): Promise<ApiAnswer> {
  const found = await forWriting(request, id, resources)
  return await changed({ request, resources, options }, found, userFrom(body))
}

export async function patchUser (request: ApiRequest, id: string, body: Json, resources: Resources, options: Options): Promise<ApiAnswer> {
  const { strict_paths: strict = false, patch_answer: form } = options
  const found = await forWriting(request, id, resources)
  const done = await changed({ request, resources, options }, found, patched(contentOf(found).user, body, strict))
  return form === 'nothing' ? { ...done, status: 204, body: '' } : done
}

/** The end of a contract, and never the end of the data. */
export async function deleteUser (request: ApiRequest, id: string, resources: Resources, options: Options): Promise<ApiAnswer> {
  const found = await forWriting(request, id, resources)
  const { user } = contentOf(found)
  const resource: Resource = { ...found, version: found.version + 1, modifiedAt: after(request, found) }
  return { ...answer(204, undefined), body: '', change: await changeTo({ request, resources, options }, resource, user, undefined, true) }
}

async function forWriting (request: ApiRequest, id: string, resources: Resources): Promise<Resource> {
  const found = await resources.find(id, true)
  if (found === undefined) throw notFound()
  const wanted = request.headers['if-match']
  if (wanted !== undefined && !namesVersion(wanted, found)) throw new ScimError(412, undefined, 'The user has been changed since that version: get it again.', { etag: etagOf(found) })
  return found
}

async function changed ({ request, resources, options }: Writing, found: Resource, said: Json): Promise<ApiAnswer> {
  const { user: before } = contentOf(found)
  // Whether somebody is active changes only when it is said, neither by leaving it out nor by taking it away.
  const user = said.active === undefined ? { ...said, active: isActive(before) } : said
  if (isDeepStrictEqual(user, before)) return shown(200, request, found)
  const key = uniqueKeyOf(user)
  if (key !== uniqueKeyOf(before) && (await resources.having(key)).length > 0) throw taken()
  return written(200, { request, resources, options }, found, user)
}

async function written (status: number, writing: Writing, found: Resource, user: Json): Promise<ApiAnswer> {
  const content = contentOf(found)
  const resource: Resource = { ...found, version: found.version + 1, modifiedAt: after(writing.request, found), content: contentFor(user, content) }
  const change = await changeTo(writing, resource, user, content.user)
  return { ...shown(status, writing.request, change.resource), change }
}

/** A person with several users ends with the last of them that was active, and comes back with any. */
async function changeTo ({ resources, options }: Writing, resource: Resource, user: Json, previous: Json | undefined, gone = false): Promise<Change> {
  const contract = await contractOf(user, options)
  const before = resource.version === 1 || previous === undefined ? contract : await contractOf(previous, options)
  const moved = contentOf(resource).moved === true || (before.keys.length > 0 && !isDeepStrictEqual(before, contract))
  const { active, past } = moved ? { active: [], past: [] } : await alikeTo(contract, resource.id, resources, options)
  const isHere = !gone && isActive(user)
  const begins = isHere && (resource.version === 1 || previous === undefined || !isActive(previous) || before.keys.length === 0)
  const record: KeptRecord = {
    user,
    ...(previous && { previous }),
    everActive: contentOf(resource).everActive,
    ...(gone && { deleted: true }),
    ...(!isHere && active.length > 0 && { goesOn: true })
  }
  return {
    resource: { ...resource, content: { ...contentOf(resource), ...(moved && { moved }) }, modifiedAt: Math.max(resource.modifiedAt, ...[...active, ...past].map(({ modifiedAt }) => modifiedAt)) },
    isNew: false,
    gone,
    uniqueKey: uniqueKeyOf(user),
    keys: [...keysOf(user), ...contract.keys],
    ...(begins && past.length > 0 && { succeeds: past.map(({ id }) => id) }),
    record
  }
}

function shown (status: number, request: ApiRequest, resource: Resource): ApiAnswer {
  const body = projected(shownUser(resource, request.base), wantedIn(request.query))
  return answer(status, body, { location: locationOf(request.base, resource), etag: etagOf(resource) })
}

const contentOf = ({ content }: Resource): Content => content as Content
const contentFor = (user: Json, before?: Content): Content => ({ ...before, user, everActive: isActive(user) || before?.everActive === true })

/** What is written later counts from later on, whatever the clocks say. */
const after = ({ at }: ApiRequest, before: Resource | undefined): number => Math.max(at, before?.modifiedAt ?? at)

const notFound = () => new ScimError(404, undefined, 'There is no such user.')
const taken = () => new ScimError(409, 'uniqueness', 'Another user has this userName.')

/** A list of entity tags; strong ones count like weak ones. */
function namesVersion (header: string | undefined, { version }: Resource): boolean {
  return header !== undefined && header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '').replace(/^"(.*)"$/, '$1') === String(version))
}
