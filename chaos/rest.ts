import { setTimeout as pause } from 'node:timers/promises'
import type { World } from './world.ts'

/** What the product says of itself, summed over its tenants. */
export interface Standing {
  /** Messages nobody has interpreted yet, and people with something to do now. */
  pending: number
  due: number
  holds: number
  events: Record<string, number>
}

const OPEN = ['accepted', 'processing', 'waiting', 'retrying', 'held', 'failed']
const LOOK_MS = 250
/** After so long without any progress, the business clock is moved on: what waits, waits for a later moment. */
const STILL_MS = 2500
/** By then the destination has applied whatever it accepted: our own clock is what is moved, not its. */
const APPLIED_MS = 1000
/** The tail of a day is not waited for: whatever is not at its end an hour later by the business clock is lost. */
const LATEST_MS = 3600_000

export async function standing ({ ask }: World): Promise<Standing> {
  const text = await ask<string>('GET', '/metrics')
  const samples = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = '', value]) => ({ name, labels, value: Number(value) }))
  const sum = (name: string): number => samples.filter((each) => each.name === name).reduce((all, { value }) => all + value, 0)
  const events: Record<string, number> = {}
  for (const { name, labels, value } of samples) {
    const status = /status="(\w+)"/.exec(labels)?.[1]
    if (name === 'cracha_events' && status !== undefined) events[status] = (events[status] ?? 0) + value
  }
  return { pending: sum('cracha_messages_pending'), due: sum('cracha_links_due'), holds: sum('cracha_holds_open'), events }
}

export const isAtRest = ({ pending, due, events }: Standing): boolean => pending === 0 && due === 0 && OPEN.every((status) => (events[status] ?? 0) === 0)

/**
 * Waits until every event has come to its end and nobody is due. What waits for a moment (a retry, the end of a doubt, a
 * day) gets it: the business clock moves on whenever nothing else happens. Answers how far that was.
 */
export async function rest (world: World, patienceMs: number, latestMs = LATEST_MS): Promise<number> {
  const deadline = Date.now() + patienceMs
  let moved = 0
  let step = 16_000
  let last = ''
  let since = Date.now()
  for (;;) {
    const now = await standing(world)
    if (isAtRest(now)) return moved
    const progress = JSON.stringify([now, world.tenants.map(({ watch }) => watch.calls().length)])
    if (progress !== last) since = Date.now()
    last = progress
    if (Date.now() > deadline || moved > latestMs) throw new Error(`not at rest after ${patienceMs / 1000} s and ${Math.round(moved / 1000)} s of the business clock: ${JSON.stringify(now)}`)
    if (Date.now() - since > STILL_MS) {
      world.clock.forward(step)
      moved += step
      step = Math.min(step * 2, 300_000)
      since = Date.now()
    }
    await pause(LOOK_MS)
  }
}

/** What was written is read back half a minute later. */
export async function readBack (world: World, patienceMs: number): Promise<void> {
  await pause(APPLIED_MS)
  world.clock.forward(31_000)
  await pause(LOOK_MS)
  await rest(world, patienceMs)
}

interface Page { data: { id: string, status: string }[], next_cursor?: string | null }

/** Every event of a tenant, with its status. */
export async function eventsOf ({ ask }: World, key: string): Promise<Map<string, string>> {
  const events = new Map<string, string>()
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Page = await ask<Page>('GET', `/v1/events?limit=200${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, undefined, key)
    for (const { id, status } of page.data) events.set(id, status)
    cursor = page.next_cursor ?? null
  }
  return events
}
