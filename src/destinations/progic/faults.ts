import type { Fault } from '../../domain/faults.ts'
import { KEY, REQUIRED } from './fields.ts'
import { isNamed } from './lines.ts'
import { complete, type ProgicCredentials, type ProgicOptions } from './options.ts'
import { placesIn } from './templates.ts'

const required = (pointer: string, field: string): Fault => ({ pointer, code: 'required', params: { field } })
const wrong = (pointer: string, why: string): Fault => ({ pointer, code: 'invalid_value', params: { why } })

/** What does not go together; pointers begin with /options or /credentials. */
export function faultsBetween ({ options: given, credentials }: { options: ProgicOptions, credentials: ProgicCredentials }): Fault[] {
  const options = complete(given)
  if (options.direction === 'push') return [...missing(options, credentials), ...misplaced(options), ...overlapping(options)]
  return [...credentials.feed_key === undefined ? [required('/credentials/feed_key', 'feed_key')] : [], ...overlapping(options)]
}

/** Two fields at one place, or one inside another: the second would replace the first. */
function overlapping ({ names, extra }: ProgicOptions): Fault[] {
  const all = [...Object.entries(names), ...extra === undefined ? [] : [['extra', extra.path] as const]]
  return all.flatMap(([field, path], i) => {
    const other = all.slice(0, i).find(([, each]) => each === path || each.startsWith(`${path}.`) || path.startsWith(`${each}.`))
    // Extra fields beside each other in one object are what they are for.
    return other === undefined || [field, other[0]].every((each) => each.startsWith('extra')) ? [] : [wrong(field === 'extra' ? '/options/extra/path' : `/options/names/${field}`, `${path} is the place of ${other[0]}, or lies inside it`)]
  })
}

function missing ({ token, names }: ProgicOptions, credentials: ProgicCredentials): Fault[] {
  return [
    ...(['client_id', 'client_secret'] as const).filter((name) => credentials[name] === undefined).map((name) => required(`/credentials/${name}`, name)),
    ...token.url === undefined ? [required('/options/token/url', 'url')] : [],
    ...REQUIRED.filter((field) => names[field] === undefined).map((field) => required(`/options/names/${field}`, field))
  ]
}

/** Placeholders that nothing can stand for. */
function misplaced (options: ProgicOptions): Fault[] {
  const { create, update, delete: removal, find, read, id } = options
  const known = (name: string): boolean => isNamed(name, options)
  const withId = [['/options/update/path', update.path], ['/options/delete/path', removal.path], ['/options/read/path', read.path ?? '']] as const
  const without = [['/options/create/path', create.path], ['/options/find/path', find.path], ...Object.entries(find.query).map(([name, text]) => [`/options/find/query/${name}`, text] as const)] as const
  return [
    ...[...withId, ...without].flatMap(([pointer, text]) => placesIn(text).filter((name) => name !== 'id' && !known(name)).map((name) => wrong(pointer, `{${name}} is no field with a name in options.names`))),
    ...without.filter(([, text]) => placesIn(text).includes('id')).map(([pointer]) => wrong(pointer, '{id} is not known yet when this is called')),
    ...id === 'key' ? withId.filter(([, text]) => placesIn(text).includes('id')).map(([pointer]) => wrong(pointer, `with options.id "key" there is no {id}: use ${KEY.map((field) => `{${field}}`).join(' and ')}`)) : [],
    ...find.by === 'path' && placesIn(find.path).length === 0 ? [wrong('/options/find/path', 'by path it needs {employee_number}')] : [],
    ...['cursor', 'link'].includes(find.paging.style) && find.paging.next === undefined ? [required('/options/find/paging/next', 'next')] : [],
    ...options.update.always.filter((field) => !known(field)).map((field) => wrong('/options/update/always', `${field} has no name in options.names`)),
    ...options.idgroup !== undefined && !known('idgroup') ? [required('/options/names/idgroup', 'idgroup')] : []
  ]
}
