import { requestsOf, type Asking } from './requests.ts'
import { openWire } from './wire.ts'

export interface ClosedLoad extends Asking {
  connections: number
  /** Ends after so many milliseconds, or after so many requests, whichever is given. */
  forMs?: number
  count?: number
}

export interface Measured {
  answered: number
  /** Anything but 2xx. */
  refused: number
  seconds: number
  perSecond: number
  /** Milliseconds. */
  p50: number
  p95: number
  p99: number
  max: number
}

/** Every connection asks again as soon as it was answered. */
export async function closedLoad (load: ClosedLoad): Promise<Measured> {
  const { connections, forMs, count = Infinity, from } = load
  const requestFor = madeBefore(load)
  const latencies: number[] = []
  let refused = 0
  let next = from
  const started = performance.now()
  const until = forMs === undefined ? Infinity : started + forMs

  async function ask (): Promise<void> {
    let sentAt = 0
    let answer: (status: number) => void = () => {}
    let fail: (error: Error) => void = () => {}
    const wire = await openWire(load.port, (status) => answer(status), (error) => fail(error))
    await new Promise<void>((resolve, reject) => {
      const send = () => {
        if (next - from >= count || performance.now() >= until) return resolve()
        const request = requestFor(next++)
        sentAt = performance.now()
        wire.send(request)
      }
      fail = reject
      answer = (status) => {
        latencies.push(performance.now() - sentAt)
        if (status < 200 || status > 299) refused++
        send()
      }
      send()
    }).finally(() => wire.close())
  }

  await Promise.all(Array.from({ length: connections }, ask))
  return summed(latencies, refused, (performance.now() - started) / 1000)
}

/** Requests are made before the clock runs, as far as it can be foreseen how many it takes. */
function madeBefore (load: ClosedLoad): (n: number) => Buffer {
  const { forMs = Infinity, count = Infinity, connections, from } = load
  const make = requestsOf(load)
  const foreseen = Math.min(count, MOST_MADE, Math.ceil(forMs * (connections < 8 ? 6 : 30)))
  const made = Array.from({ length: foreseen }, (_, i) => make(from + i))
  return (n) => made[n - from] ?? make(n)
}

const MOST_MADE = 100_000

export function summed (latencies: number[], refused: number, seconds: number): Measured {
  const sorted = Float64Array.from(latencies).sort()
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { answered: sorted.length, refused, seconds, perSecond: sorted.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}
