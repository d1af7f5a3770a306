import { CallFailure, type Answer, type Caller } from '../../domain/destination.ts'
import { rateSaid } from '../../domain/rate-headers.ts'
import { renewLeases } from '../../postgres/record/links.ts'
import type { Outbound } from '../../outbound/request.ts'
import { CALL_MS, LEASE_MS, RESERVE_MS, type Delivering } from './delivering.ts'
import { restUntil } from './rest.ts'
import type { Flight, Run } from './run.ts'

/** One call as it is recorded: nothing of it but its place and its shape. */
export interface Called { at: number, method: string, status: number | null, code: string | null, durationMs: number, path: string, request: unknown, answer: unknown }

/** The lease is not ours any more: whoever has it now goes on. Not an error of anybody. */
export class LeaseLost extends Error {}

/** Nothing may be called at this destination now: it is parked, stopped or paused, or we are leaving. Not an error of anybody. */
export class LaneClosed extends Error {}

type Needs = Pick<Delivering, 'pool' | 'outbound' | 'now' | 'ticks'>

/**
 * The caller of leased links, mostly of one: waits for room and for its turn in the destination's rate, starts no call that a
 * lease does not outlive, and remembers what was called, without values.
 */
export function callerOf (needs: Needs, run: Run, flights: Flight[], record: Called[]): Caller {
  return (call) => run.slots.run(async () => {
    if (!await run.pace.turn()) throw new LaneClosed('the lane is closed')
    await holdLeases(needs, flights)
    return await send(needs, run, call, record)
  })
}

async function holdLeases ({ pool, ticks }: Needs, flights: Flight[]): Promise<void> {
  const short = flights.filter(({ leasedUntil }) => leasedUntil - ticks() < CALL_MS + RESERVE_MS)
  if (short.length === 0) return
  const asked = ticks()
  const ours = await renewLeases(pool, short.map(({ link }) => link), LEASE_MS)
  if (short.some(({ link }) => !ours.has(link.id))) throw new LeaseLost('the lease ran out')
  for (const flight of short) flight.leasedUntil = asked + LEASE_MS
}

async function send (needs: Needs, run: Run, call: Parameters<Caller>[0], record: Called[]): Promise<Answer> {
  const { outbound, now, ticks } = needs
  const { method, path, body, statusOnly } = call
  const [at, began] = [now(), ticks()]
  const note = (status: number | null, code: string | null, answer: unknown) => {
    const durationMs = Math.max(0, Math.round(ticks() - began))
    record.push({ at, method, status, code, durationMs, path: path.replace(/\?.*$/s, '?…'), request: shapeOf(body), answer })
    run.noteDuration(durationMs)
  }
  try {
    const answer: Answer = await outbound.request(...asRequest(call, run.lane.baseUrl))
    note(answer.status, null, statusOnly ? null : shapeOfText(answer.body))
    await obey(needs, run, answer)
    return answer
  } catch (error) {
    if (error instanceof CallFailure) note(null, error.code, null)
    throw error
  }
}

/** A call as it goes out. A text is sent as it stands, everything else as JSON. */
export function asRequest ({ method, path, base, body, headers = {} }: Parameters<Caller>[0], baseUrl: string): Parameters<Outbound['request']> {
  return [`${base ?? baseUrl}${path}`, { method, headers, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) }]
}

/** Whether a call may leave something behind: previews and checks make none of those. */
export const changes = ({ method, asks }: Parameters<Caller>[0]): boolean => method !== 'GET' && asks !== true

/** Whoever says how often they may be called is believed before they have to refuse. */
async function obey (needs: Needs, run: Run, { status, headers }: Answer): Promise<void> {
  const { emptyUntil, perSecond } = rateSaid(headers, needs.now())
  if (perSecond !== undefined) await run.pace.learn(perSecond)
  if (status === 429) await run.pace.slowDown()
  if (emptyUntil !== undefined) await restUntil(needs, run, emptyUntil)
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
