import { htmlPage, plainFailure, redirection } from './answers.ts'
import type { Answer } from './answers.ts'

/** Which requests a fault befalls. Without any of these: the next one, once. */
export interface Aim {
  method?: string
  /** Path below the base URL; `*` stands for anything: `/employees/*`. */
  path?: string
  /** How many requests; 1 unless said */
  times?: number | 'always'
  /** 0 to 1, rolled for each request that matches, from `chaosSeed`; 1 unless said */
  chance?: number
}

/**
 * `applied`: the request is carried out first, and then answered like this; otherwise it never reached the vendor's code.
 * lost = reset with `applied`; dropped = answered with success and never carried out; slow = carried out, answered late.
 */
export type Misbehaviour =
  | { kind: 'status', status: number, body?: string, headers?: Record<string, string>, applied?: boolean }
  | { kind: 'hang' | 'reset' | 'html' | 'garbage' | 'not_json', applied?: boolean }
  | { kind: 'redirect', location?: string, applied?: boolean }
  | { kind: 'lost' | 'dropped' }
  | { kind: 'slow', ms: number }

export type Fault = Aim & Misbehaviour

export interface Faults {
  push (...faults: Fault[]): void
  list (): Fault[]
  clear (): void
  /** The first fault that this request meets, which is thereby used up once. */
  take (method: string, path: string): Fault | undefined
}

export function createFaults (chaosSeed: number): Faults {
  const random = randomFrom(chaosSeed)
  let faults: Fault[] = []
  const meets = ({ method, path, chance = 1 }: Fault, verb: string, at: string) =>
    (method === undefined || method.toUpperCase() === verb) && (path === undefined || glob(path).test(at)) && (chance >= 1 || random() < chance)

  return {
    push (...more) { faults = [...faults, ...more] },
    list () { return faults },
    clear () { faults = [] },
    take (method, path) {
      const index = faults.findIndex(fault => meets(fault, method, path))
      const fault = faults[index]
      if (!fault || fault.times === 'always') return fault
      const left = (fault.times ?? 1) - 1
      faults = faults.toSpliced(index, 1, ...(left > 0 ? [{ ...fault, times: left }] : []))
      return fault
    }
  }
}

/** Whether the request is carried out in spite of the fault. */
export function isCarriedOut (fault: Fault): boolean {
  return fault.kind === 'lost' || fault.kind === 'slow' || ('applied' in fault && fault.applied === true)
}

/** The answer in place of the vendor's own; undefined for the faults that give none, or give the vendor's. */
export function faultyAnswer (fault: Fault): Answer | undefined {
  switch (fault.kind) {
    case 'status': {
      const usual = plainFailure(fault.status, 'Sandbox fault', fault.headers)
      return fault.body === undefined ? usual : { ...usual, body: fault.body }
    }
    case 'html': return htmlPage(200, 'Pulses - Login')
    case 'redirect': return redirection(302, fault.location ?? '/login')
    case 'not_json': return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' }
    case 'garbage': return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('7b22636f6465223a312cfffe00', 'hex') }
    default: return undefined
  }
}

function glob (pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`)
}

/** mulberry32: the same seed meets the same requests with the same faults. */
function randomFrom (seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
