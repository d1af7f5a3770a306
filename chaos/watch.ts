import type { RequestRecord, SandboxControl } from '../src/destinations/pulses/sandbox/index.ts'

/** One call that the destination got. */
export type Call = Pick<RequestRecord, 'number' | 'at' | 'method' | 'path' | 'query' | 'body' | 'status' | 'applied' | 'why' | 'fault'>

export interface Watch {
  /** All of them, from the first. */
  calls (): Call[]
  stop (): void
}

const LOOK_MS = 200

/** Takes down every call before the sandbox, whose journal has an end, forgets it. */
export function watch (control: SandboxControl): Watch {
  const seen: RequestRecord[] = []
  const look = (): void => {
    const last = seen.at(-1)?.number ?? 0
    const all = control.requests()
    const first = all[0]
    if (first === undefined) return
    if (first.number > last + 1) throw new Error('the sandbox forgot calls that nobody had taken down')
    seen.push(...all.slice(last + 1 - first.number))
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    calls () {
      look()
      return seen
    },
    stop () { clearInterval(timer) }
  }
}
