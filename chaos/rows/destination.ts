import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../../src/destinations/pulses/sandbox/index.ts'
import { readBack, rest } from '../rest.ts'
import type { Row } from '../row.ts'
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts'

const SHARE = 0.3
const PATIENCE_MS = 900_000

/** The destination misbehaves for 30 % of calls, from the first until everything has arrived in spite of it, and been read back. */
function misbehaving (...kinds: Fault[]): Row['during'] {
  return async (chaos) => {
    const { world, sendings } = chaos
    for (const { sandbox } of world.tenants) {
      // The first that a call meets befalls it: each gets an equal part of the share.
      sandbox.faults.push(...kinds.map((fault, i): Fault => ({ ...fault, chance: (SHARE / kinds.length) / (1 - SHARE / kinds.length * i), times: 'always' })))
    }
    await Promise.all(sendings.map(({ done }) => done))
    await rest(world, PATIENCE_MS, 5 * 3_600_000)
    await readBack(world, PATIENCE_MS)
  }
}

/** Retry-After as a date is always two seconds ahead. */
const storm: Row['during'] = async (chaos) => {
  const { world } = chaos
  let over = false
  const date = async (): Promise<void> => {
    while (!over) {
      const at = new Date(Date.now() + world.clock.ahead() + 2000)
      for (const { sandbox } of world.tenants) {
        sandbox.faults.clear()
        sandbox.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': at.toUTCString() }, chance: SHARE, times: 'always' })
      }
      await pause(250)
    }
  }
  const dates = date()
  await misbehaving()(chaos).finally(() => { over = true })
  await dates
}

let proxy: TcpProxy | undefined

const silent: Row['during'] = async ({ over }) => {
  let frozen = 0
  for (let times = 0; times < 3 || !over(); times++) {
    await pause(1500)
    frozen += proxy!.freeze()
    await pause(2000)
  }
  return `${frozen} connections went silent for ever`
}

const row = (name: string, title: string, during: Row['during'], events = 600, short?: number): Row =>
  ({ name, title, events, ...(short !== undefined && { short }), world: { api: 1, workers: 2 }, during })

export const destination: Row[] = [
  row('answers-500', '500 for 30 % of calls', misbehaving({ kind: 'status', status: 500 }), 600),
  row('answers-429', '429 for 30 % of calls, Retry-After in seconds', misbehaving({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }), 300),
  row('answers-429-date', '429 for 30 % of calls, Retry-After as a date', storm, 300),
  row('resets', 'connection reset for 30 % of calls, before they reach it', misbehaving({ kind: 'reset' }), 300),
  { ...row('hangs', 'no answer at all for 30 % of calls, carried out or not', misbehaving({ kind: 'hang' }, { kind: 'hang', applied: true }), 150), world: { workers: 2, options: { concurrency: 50 } } },
  row('lost-answers', 'carried out, and the answer lost, for 30 % of calls', misbehaving({ kind: 'lost' }), 600),
  row('html', 'a login page in HTML with status 200 for 30 % of calls, carried out or not', misbehaving({ kind: 'html' }, { kind: 'html', applied: true }), 600),
  row('everything', '500, 429, resets, lost answers, HTML, cut-off and slow answers together, for 30 % of calls', misbehaving(
    { kind: 'status', status: 502, applied: true }, { kind: 'status', status: 429 }, { kind: 'reset' }, { kind: 'lost' }, { kind: 'html' }, { kind: 'garbage', applied: true }, { kind: 'slow', ms: 500 }), 600, 200),
  {
    ...row('silent-destination', 'connections to the destination go silent without being closed (half-open TCP)', silent),
    sender: { perSecond: 120 },
    world: {
      workers: 2,
      async baseUrl (direct) {
        const url = new URL(direct)
        proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
        url.port = String(proxy.port)
        return url.href
      }
    }
  }
]
