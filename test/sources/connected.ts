import type { Test } from 'tap'
import type { RunRequest, RunView } from '../../src/domain/views/run.ts'
import { journey, type Answered, type Journey } from '../helpers/journey.ts'
import { until } from '../helpers/until.ts'
import type { Notice } from './play/play.ts'

export const SOURCE = '/v1/tenants/acme/sources/hr'

/** The day it is where the tenant is. */
export const TODAY = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 10)

/** What PUT …/sources/{name} takes. */
export interface Said { kind: string, settings?: object, credentials: object, options?: object }

/** A source as it is set up at a whole server, with the strict platform behind it. */
export interface Connected {
  all: Journey
  /** Sets it up anew. */
  put (said: Omit<Said, 'kind'>): Promise<Answered>
  /** Reads, and waits until the run is over and what it said has come to rest. */
  run (what?: RunRequest['what']): Promise<RunView>
  /** Posts to its webhook URL; answers the status. */
  tell (notice: Notice): Promise<number>
  /** Waits until nothing is under way any more. */
  quiet (): Promise<void>
  /** Calls to the platform: of a method, or all that write. */
  calls (method?: string): number
}

const OVER: RunView['status'][] = ['complete', 'failed', 'stopped']
const UNDER_WAY = ['pending', 'accepted', 'processing', 'retrying']

export async function connect (t: Test, said: Said): Promise<Connected> {
  const all = await journey(t, { settings: { brakes: { hires: { count: 1000 } } } })
  const put: Connected['put'] = (next) => all.call(SOURCE, { kind: said.kind, ...next }, { method: 'PUT' })
  const { status, body } = await put(said)
  if (status !== 201) throw new Error(JSON.stringify(body))
  const webhook = new URL(body.webhook_url).pathname
  const statusesIn = async (list: string): Promise<string[]> => ((await all.call(`${list}?limit=200`)).body.data as { status: string }[]).map(({ status }) => status)
  const quiet = () => until(async () => [...await statusesIn('/v1/messages'), ...await statusesIn('/v1/events')].every((status) => !UNDER_WAY.includes(status)))
  return {
    all,
    put,
    quiet,
    async run (what) {
      const begun = await all.call(`${SOURCE}/runs`, { ...(what !== undefined && { what }) })
      if (begun.status !== 202) throw new Error(JSON.stringify(begun.body))
      let last = begun.body as RunView
      await until(async () => OVER.includes((last = (await all.call(`${SOURCE}/runs/${last.id}`)).body as RunView).status))
        .catch((error: Error) => { throw new Error(`${error.message}: ${JSON.stringify(last)}\n${all.log.filter((line) => !line.includes('"level":30')).slice(-5).join('')}`) })
      await quiet()
      return last
    },
    tell: async ({ headers, body: text, path = '' }) => (await fetch(`${all.url}${webhook}${path}`, { method: 'POST', headers, body: text })).status,
    calls: (method) => all.sandbox.requests().filter((each) => method === undefined ? each.method !== 'GET' : each.method === method).length
  }
}
