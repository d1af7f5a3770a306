import { CallFailure, type Answer } from '../../domain/destination.ts'
import type { Instant } from '../../domain/calendar.ts'
import { ReadFailure, type Authorization, type SourceIo, type SourceRequest } from '../../domain/reading.ts'
import { retryAfter } from '../../domain/retry-after.ts'
import type { OpenSource } from '../configure/open-source.ts'
import { createPace } from '../deliver/pace.ts'
import type { Reading } from './reading.ts'

/** What passes within so long is waited for; what takes longer postpones the run. */
const LONGEST_WAIT_MS = 20_000
const MOST_TRIES = 4
const FIRST_PAUSE_MS = 500
/** A token is asked for again a little before it ends. */
const EARLY_MS = 30_000
const UNLIMITED_MS = 3_600_000

export interface OpenIo {
  io: SourceIo
  /** Calls made since this was asked last. */
  unsaid (): number
  close (): void
}

/**
 * The one way in which HR systems are called: in turn, authorized, to the addresses that the settings name and no others; what
 * passes by itself is tried again. `at` is the moment that what is read counts from.
 */
export function openIo (needs: Reading, source: OpenSource, at: Instant, zone: string): OpenIo {
  const { id, definition, settings, credentials, options } = source
  const reads = definition.reads!
  const tls = reads.tls?.(credentials, settings)
  const pace = createPace(needs, `source:${id}`, Number(settings.requests_per_second ?? reads.perSecond))
  const origins = new Set(Object.values(settings).flatMap(originOf))
  const connection = `${id}:${source.revision}`
  let calls = 0

  /** Once: an answer of whatever status, or a failure that may pass. */
  async function send ({ method = 'GET', url, headers = {}, body, patience }: SourceRequest, authorization: Authorization): Promise<Answer> {
    const [origin] = originOf(url)
    if (origin === undefined || !origins.has(origin)) throw new ReadFailure('refused', `The address ${origin ?? 'given'} is none that the settings name: nothing is sent there.`)
    if (!await pace.turn()) throw new ReadFailure('unavailable', 'The database did not answer.')
    calls += 1
    try {
      return await needs.outbound.request(url, { method, headers: { accept: 'application/json', ...headers, ...authorization.headers }, ...(body !== undefined && { body }), ...(tls !== undefined && { tls }), ...(patience !== undefined && { timeoutMs: patience }) })
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error
      if (error.code === 'PRIVATE_NETWORK') throw new ReadFailure('refused', `${origin} is an address of a private network. An operator allows those with CRACHA_ALLOW_PRIVATE_NETWORKS.`)
      throw new ReadFailure('unavailable', `${origin} was not reached: ${error.code}.`)
    }
  }

  /** As often as it may still pass. */
  async function patiently (request: SourceRequest, authorization: () => Promise<Authorization>): Promise<Answer> {
    let renewed = false
    for (let tries = 1; ; tries++) {
      const failure = await send(request, await authorization()).then((answer) => {
        if (answer.status === 401 && !renewed && needs.authorizations.delete(connection)) {
          renewed = true
          return 'again' as const
        }
        return judged(answer, request, needs.now())
      }, (error: unknown) => {
        if (error instanceof ReadFailure && error.code === 'unavailable') return error
        throw error
      })
      if (failure === 'again') continue
      if (!(failure instanceof ReadFailure)) return failure
      if (failure.code === 'throttled') await pace.slowDown()
      const wait = Math.max(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + needs.random() / 2), (failure.notBefore ?? 0) - needs.now())
      if (tries >= MOST_TRIES || wait > LONGEST_WAIT_MS) throw failure
      await needs.pause(wait)
    }
  }

  async function authorized (): Promise<Authorization> {
    if (reads.authorize === undefined) return { headers: {} }
    const known = needs.authorizations.get(connection)
    if (known !== undefined && needs.ticks() < known.until) return known.authorization
    const authorization = await reads.authorize({ ...io, call: (request) => patiently(request, async () => ({ headers: {} })) })
    const { expiresIn } = authorization
    needs.authorizations.set(connection, { authorization, until: needs.ticks() + (expiresIn === undefined ? UNLIMITED_MS : Math.max(0, expiresIn * 1000 - EARLY_MS)) })
    return authorization
  }

  const io: SourceIo = { settings, credentials, options, at, now: needs.now, zone, call: (request) => patiently(request, authorized) }
  return {
    io,
    unsaid () {
      const made = calls
      calls = 0
      return made
    },
    close: () => pace.close()
  }
}

function judged (answer: Answer, { expects = [] }: SourceRequest, now: Instant): Answer | ReadFailure {
  const { status, headers } = answer
  if ((status >= 200 && status < 300) || expects.includes(status)) return answer
  const said = `It answered ${status}.`
  const header = headers['retry-after']
  const notBefore = retryAfter(Array.isArray(header) ? header[0] : header, now)
  if (status === 401) throw new ReadFailure('unauthorized', `${said} The credentials are not accepted: look at them, and whether they have ended.`)
  if (status === 403) throw new ReadFailure('forbidden', `${said} The credentials lack a permission that is needed.`)
  if (status === 429) return new ReadFailure('throttled', said, notBefore)
  if (status >= 500) return new ReadFailure('unavailable', said, notBefore)
  if (status >= 300 && status < 400) throw new ReadFailure('refused', `${said} Redirections are not followed: put the address that it leads to into the settings.`)
  throw new ReadFailure('refused', said)
}

function originOf (value: unknown): string[] {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value) || !URL.canParse(value)) return []
  return [new URL(value).origin]
}
