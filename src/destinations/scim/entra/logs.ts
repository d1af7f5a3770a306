import type { Call } from '../../../domain/destination.ts'
import type { Instant } from '../../../domain/calendar.ts'
import type { Outcome } from '../../../domain/outcome.ts'
import { textIn, valueIn } from '../attributes.ts'
import { exchange, unexpected, type ScimContext } from '../exchange.ts'

/** What the provisioning made of somebody. */
export interface Entry { externalId: string, at: Instant, status: string, code: string }

const MOST_PAGES = 50
const MINUTE_MS = 60_000

/** The last that the provisioning logs say of somebody since an instant. They tell of everybody: addresses name nobody unless logs_filter does. */
export async function lastEntryOf (externalId: string, since: Instant, context: ScimContext): Promise<{ entry: Entry | undefined } | { outcome: Outcome }> {
  const found: Entry[] = []
  let call = firstPage(externalId, since, context)
  for (let page = 0; page < MOST_PAGES && call !== undefined; page++) {
    const reply = await exchange(call, context)
    if (reply.kind === 'stop') return reply
    if (reply.kind === 'refusal') return { outcome: unexpected(reply.why) }
    found.push(...entriesIn(reply.body).filter((each) => each.externalId === externalId && each.at >= since - MINUTE_MS))
    call = nextPage(valueIn(reply.body, '@odata.nextLink'), call)
  }
  return { entry: found.sort((a, b) => b.at - a.at)[0] }
}

function firstPage (externalId: string, since: Instant, { options: { logs_url: url, logs_filter: filter } }: ScimContext): Call | undefined {
  if (url === undefined) return undefined
  const text = filter.replaceAll('{since}', new Date(since - MINUTE_MS).toISOString()).replaceAll('{external_id}', externalId.replaceAll("'", "''"))
  const { origin, pathname } = new URL(url)
  return { method: 'GET', base: origin, path: text === '' ? pathname : `${pathname}?$filter=${encodeURIComponent(text)}` }
}

/** Only of the same place: a token is for nobody else. */
function nextPage (link: unknown, { base }: Call): Call | undefined {
  const next = typeof link === 'string' && URL.canParse(link) ? new URL(link) : undefined
  return next === undefined || next.origin !== base ? undefined : { method: 'GET', base, path: `${next.pathname}${next.search}` }
}

/** Never throws. */
export function entriesIn (body: unknown): Entry[] {
  const list = valueIn(body, 'value')
  return !Array.isArray(list)
    ? []
    : list.flatMap((each) => {
      const id = valueIn(valueIn(each, 'sourceIdentity'), 'id')
      const at = Date.parse(textIn(valueIn(each, 'activityDateTime')))
      const info = valueIn(each, 'provisioningStatusInfo') ?? valueIn(each, 'statusInfo')
      const status = valueIn(info, 'status')
      if (typeof id !== 'string' || Number.isNaN(at) || typeof status !== 'string') return []
      const code = valueIn(valueIn(info, 'errorInformation'), 'errorCode')
      return [{ externalId: id, at, status: status.toLowerCase(), code: typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? code : status.toLowerCase() }]
    })
}
