import { summed, type Measured } from './closed.ts'
import { requestsOf, type Asking } from './requests.ts'
import { openWire, type Wire } from './wire.ts'

export interface OpenLoad extends Asking { perSecond: number, forMs: number, connections?: number }

export interface Offered extends Measured {
  /** Person → when the request was meant to be sent, by the machine's monotonic clock, in milliseconds. */
  intended: Map<number, number>
}

/** The same for all processes of a machine, unlike performance.now(). */
export const machineNow = (): number => Number(process.hrtime.bigint() / 1000n) / 1000

/**
 * Requests go out by the clock, whatever became of those before them, and each is timed from when it was meant to go: a
 * server that stands still for a second is seen by all who would have come in that second.
 */
export async function openLoad (load: OpenLoad): Promise<Offered> {
  const { perSecond, forMs, connections = 128, from, port } = load
  const requestFor = requestsOf(load)
  const total = Math.floor(perSecond * forMs / 1000)
  const intended = new Map<number, number>()
  const latencies: number[] = []
  let refused = 0
  const free: { wire: Wire, meant: number }[] = []
  const queue: number[] = []
  const began = machineNow() + 100

  await new Promise<void>((resolve, reject) => {
    let sent = 0
    const send = (lane: { wire: Wire, meant: number }, n: number) => {
      lane.meant = intended.get(n)!
      lane.wire.send(requestFor(n))
    }
    const tick = () => {
      const now = machineNow()
      while (sent < total && began + sent * 1000 / perSecond <= now) {
        const n = from + sent
        intended.set(n, began + sent++ * 1000 / perSecond)
        const lane = free.pop()
        if (lane === undefined) queue.push(n)
        else send(lane, n)
      }
      if (sent < total) setTimeout(tick, Math.max(0, began + sent * 1000 / perSecond - machineNow()))
    }
    const open = async () => {
      const lane: { wire: Wire, meant: number } = { meant: 0, wire: undefined as unknown as Wire }
      lane.wire = await openWire(port, (status) => {
        latencies.push(machineNow() - lane.meant)
        if (status < 200 || status > 299) refused++
        const n = queue.shift()
        if (n === undefined) free.push(lane)
        else send(lane, n)
        if (latencies.length === total) resolve()
      }, reject)
      free.push(lane)
    }
    Promise.all(Array.from({ length: connections }, open)).then(tick, reject)
  })
  for (const { wire } of free) wire.close()
  return { ...summed(latencies, refused, (machineNow() - began) / 1000), intended }
}
