import type { Fault } from '../../domain/faults.ts'
import { isTimeZone } from '../../domain/calendar.ts'
import { troubleWith } from '../../adapting/expression.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import type { Options } from './options.ts'
import type { Credentials, Settings } from './settings.ts'

const because = (pointer: string, why: string): Fault => ({ pointer, code: 'invalid_value', params: { why } })
const needed = (pointer: string, field = pointer.slice(pointer.lastIndexOf('/') + 1)): Fault => ({ pointer, code: 'required', params: { field } })

/** What is wrong with options: expressions that cannot be read, zones that nobody knows. */
export function faultsOf (options: Options): Fault[] {
  const { event_path: event, dates_time_zone: zone } = options
  const why = typeof event === 'object' && !Array.isArray(event) ? troubleWith(event.expression) : undefined
  return [
    ...faultsOfMapping(options),
    ...why === undefined ? [] : [because('/event_path/expression', why)],
    ...zone === undefined || isTimeZone(zone) ? [] : [{ pointer: '/dates_time_zone', code: 'invalid_time_zone' } as const]
  ]
}

/** What every way of proving ourselves needs. */
const SECRETS: Record<NonNullable<Settings['auth']>, (keyof Credentials)[]> = {
  none: [], header: ['key'], query: ['key'], bearer: ['key'], basic: ['username', 'password'], oauth: ['client_id', 'client_secret']
}

/** What does not go together, each with the setting that mends it. */
export const faultsBetween = (said: { settings: Settings, credentials: Credentials, options: Options }): Fault[] =>
  [...ofAccess(said), ...ofReading(said), ...ofPaging(said.settings), ...ofMessages(said)]

function ofAccess ({ settings: { auth = 'none', base_url: base, token_url: token, headers = {}, auth_header: header }, credentials }: { settings: Settings, credentials: Credentials }): Fault[] {
  const { none, webhook, standard_webhooks: standard } = credentials
  const secret = Object.keys(headers).find((name) => /^(authorization|cookie|proxy-authorization|host|content-length|transfer-encoding|connection)$/i.test(name))
  return [
    ...SECRETS[auth].filter((name) => credentials[name] === undefined).map((name) => needed(`/credentials/${name}`)),
    ...auth !== 'none' && base === undefined ? [needed('/settings/base_url')] : [],
    ...auth === 'oauth' && token === undefined ? [needed('/settings/token_url')] : [],
    ...secret === undefined ? [] : [because(`/settings/headers/${secret}`, 'a secret belongs into credentials; choose settings.auth, and header with auth_header for a name of its own')],
    ...header !== undefined && auth !== 'header' ? [because('/settings/auth_header', 'it is only used with auth header: set auth to header, or leave it out')] : [],
    ...none === true && Object.keys(credentials).length > 1 ? [because('/credentials/none', 'it stands alone: leave it out, or leave out the others')] : [],
    ...webhook !== undefined && standard !== undefined ? [because('/credentials/standard_webhooks', 'a message is proved in one way: leave out webhook or standard_webhooks')] : []
  ]
}

function ofReading ({ settings, options }: { settings: Settings, options: Options }): Fault[] {
  const { base_url: base, list, changes, one, leavers, paging } = settings
  const { schedule } = options as { schedule?: unknown }
  const needsBase = [list, one, leavers, changes].some((each) => each !== undefined)
  return [
    ...needsBase && base === undefined ? [needed('/settings/base_url')] : [],
    ...list === undefined && (paging !== undefined || changes !== undefined || leavers !== undefined || schedule !== undefined) ? [needed('/settings/list')] : [],
    ...one !== undefined && !one.path.includes('{id}') ? [because('/settings/one/path', 'the place of the id is missing: write {id} where it belongs, such as /employees/{id}')] : [],
    ...list?.body !== undefined && list.method !== 'POST' ? [because('/settings/list/body', 'only a POST has a body: set list.method to POST, or leave the body out')] : []
  ]
}

function ofPaging ({ paging, list }: Settings): Fault[] {
  if (paging === undefined) return []
  const { style, in: into, cursor_path: cursor, ends, size_name: size } = paging
  return [
    ...style === 'cursor' && cursor === undefined ? [needed('/settings/paging/cursor_path')] : [],
    ...ends === 'short' && size === undefined ? [because('/settings/paging/ends', 'without paging.size_name nobody knows how long a full page is: set it, or ends to empty')] : [],
    ...into === 'body' && list?.method !== 'POST' ? [because('/settings/paging/in', 'only a POST has a body: set list.method to POST, or in to query')] : [],
    ...into === 'body' && typeof list?.body === 'string' ? [because('/settings/paging/in', 'parameters cannot be put into a text: give list.body as an object, or set in to query')] : [],
    ...style !== 'cursor' && cursor !== undefined ? [because('/settings/paging/cursor_path', 'it is only used with style cursor: set style to cursor, or leave it out')] : [],
    ...style !== 'link' && paging.link_path !== undefined ? [because('/settings/paging/link_path', 'it is only used with style link: set style to link, or leave it out')] : []
  ]
}

function ofMessages ({ settings: { one }, credentials: { webhook }, options: { events = {}, event_default: otherwise, event_header: header } }: { settings: Settings, credentials: Credentials, options: Options }): Fault[] {
  const look = Object.entries(events).find(([, event]) => event === 'look')?.[0]
  const secretHeader = webhook === undefined ? undefined : 'header' in webhook ? webhook.header : undefined
  return [
    ...one === undefined && (look !== undefined || otherwise === 'look') ? [because(look === undefined ? '/options/event_default' : `/options/events/${look.replaceAll('~', '~0').replaceAll('/', '~1')}`, 'nobody can be looked up without settings.one: say how, such as {"path": "/employees/{id}"}')] : [],
    ...header !== undefined && [secretHeader?.toLowerCase(), 'authorization', 'cookie', 'x-webhook-secret'].includes(header.toLowerCase()) ? [because('/options/event_header', 'that header carries what proves the sender, which is not kept: name another one')] : []
  ]
}
