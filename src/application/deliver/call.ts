import { CallFailure, type Answer, type Caller } from '../../domain/destination.ts'
import { reserveSlot } from '../../postgres/record/lanes.ts'
import { renewLease, type LinkRow } from '../../postgres/record/links.ts'
import { CALL_MS, LEASE_MS, type Delivering, type Lane } from './delivering.ts'

/** One call as it is recorded: nothing of it but its place and its shape. */
export interface Called { at: number, method: string, status: number | null, code: string | null, durationMs: number, path: string, request: unknown, answer: unknown }

/** What is left of a lease when a call has taken all its time, and how long one waits without looking at the lease. */
const RESERVE_MS = 5000
const NAP_MS = 5000

/** The lease is not ours any more: whoever has it now goes on. Not an error of anybody. */
export class LeaseLost extends Error {}

/**
 * The caller of one leased link: takes a slot of the destination's rate limit, starts no call that the lease does not
 * outlive, and remembers what was called, without values.
 */
export function callerOf ({ pool, outbound, now, pause }: Pick<Delivering, 'pool' | 'outbound' | 'now' | 'pause'>, lane: Lane, link: LinkRow, record: Called[]): Caller {
  // Counted from here by our own clock, since the lease has only just been taken by the database's.
  let leasedUntil = now() + LEASE_MS
  const holdLease = async () => {
    if (leasedUntil - now() >= CALL_MS + RESERVE_MS) return
    if (!await renewLease(pool, link.id, link.fence, LEASE_MS)) throw new LeaseLost('the lease ran out')
    leasedUntil = now() + LEASE_MS
  }
  return async ({ method, path, body, headers = {} }) => {
    for (let wait = await reserveSlot(pool, lane.id, lane.options.requests_per_second); wait > 0; wait -= NAP_MS) {
      await pause(Math.min(wait, NAP_MS))
      await holdLease()
    }
    await holdLease()
    const at = now()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const note = (status: number | null, code: string | null, answer: unknown) => record.push({
      at, method, status, code, durationMs: Math.max(0, Math.round(now() - at)), path: path.replace(/\?.*$/s, '?…'), request: shapeOf(body), answer
    })
    try {
      const answer: Answer = await outbound.request(`${lane.baseUrl}${path}`, { method, headers, ...(text !== undefined && { body: text }) })
      note(answer.status, null, shapeOfText(answer.body))
      return answer
    } catch (error) {
      if (error instanceof CallFailure) note(null, error.code, null)
      throw error
    }
  }
}

/** The names and kinds of what was sent, never its values. */
function shapeOf (value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 3).map(shapeOf)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).slice(0, 50).map(([key, each]) => [key, shapeOf(each)]))
  if (typeof value === 'string') return `text of ${value.length}`
  return typeof value === 'number' ? 'number' : value
}

function shapeOfText (text: string): unknown {
  try {
    return shapeOf(JSON.parse(text))
  } catch {
    return `${text.length} characters that are no JSON`
  }
}
