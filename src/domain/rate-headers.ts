import type { Instant } from './calendar.ts'

type Headers = Record<string, string | string[] | undefined>

/** What an answer's headers say of the rate its server allows. */
export interface RateSaid {
  /** Nothing is left: call again then. */
  emptyUntil?: Instant
  /** Calls per second. */
  perSecond?: number
}

const LONGEST_MS = 24 * 3_600_000

/**
 * Reads the RateLimit fields of the IETF draft (`RateLimit: "name";r=0;t=30`, `RateLimit-Policy: "name";q=100;w=60`) and the
 * older `RateLimit-*` and `X-RateLimit-*`, whose reset is in seconds from now or since the epoch. What is malformed is not there.
 */
export function rateSaid (headers: Headers, now: Instant): RateSaid {
  const policy = textOf(headers, 'ratelimit-policy')
  const [quota, window] = [parameter(policy, 'q'), parameter(policy, 'w')]
  const state = textOf(headers, 'ratelimit')
  const left = parameter(state, 'r') ?? firstNumber(headers, 'ratelimit-remaining', 'x-ratelimit-remaining')
  const reset = parameter(state, 't') ?? firstNumber(headers, 'ratelimit-reset', 'x-ratelimit-reset')
  return {
    ...(left === 0 && reset !== undefined && { emptyUntil: Math.min(now + LONGEST_MS, reset > 1e9 ? reset * 1000 : now + reset * 1000) }),
    ...(quota !== undefined && window !== undefined && quota > 0 && window > 0 && { perSecond: quota / window })
  }
}

/** The first item's parameter that is a number; a list may name several policies, and the first is the nearest to its end. */
function parameter (text: string | undefined, name: string): number | undefined {
  const found = text === undefined ? null : new RegExp(`;\\s*${name}\\s*=\\s*(\\d{1,12})(?=[;,\\s]|$)`).exec(text)
  return found === null ? undefined : Number(found[1])
}

function firstNumber (headers: Headers, ...names: string[]): number | undefined {
  const text = names.map((name) => textOf(headers, name)).find((each) => each !== undefined)
  return text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function textOf (headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value)?.trim()
}
