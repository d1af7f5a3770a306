/** What every answer of Pulses is wrapped in. */
export interface Envelope {
  /** Digits, whether it came as a number or as a text; undefined when there is none. */
  code: string | undefined
  message: string
  values: unknown
}

/** A PHP host may print a notice, or a byte-order mark, in front of its JSON. */
const JUNK_LIMIT = 8192
const MOST_STARTS = 50

/** The envelope in the text of a body; undefined when there is none. Never throws. */
export function envelopeIn (text: string): Envelope | undefined {
  let starts = 0
  for (let at = text.indexOf('{'); at >= 0 && at <= JUNK_LIMIT && starts < MOST_STARTS; at = text.indexOf('{', at + 1), starts++) {
    const value = parsed(text.slice(at))
    if (isObject(value)) return { code: codeIn(value), message: messageIn(value), values: value.values }
  }
  return undefined
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every integer of fewer digits is exact; to ask for each value costs as much as the parsing. */
const MAY_BE_INEXACT = /\d{16}/

/** JSON with every digit: an integer that a double cannot hold stays the text it was. Undefined for what is no JSON. */
export function parsed (text: string): unknown {
  try {
    return MAY_BE_INEXACT.test(text) ? JSON.parse(text, exact) : JSON.parse(text)
  } catch {
    // No JSON, or one so deep that it exhausts the stack: garbage either way, and a value to the caller.
    return undefined
  }
}

// TypeScript's library does not know the third argument yet.
function exact (_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value
}

function codeIn ({ code }: Record<string, unknown>): string | undefined {
  return typeof code === 'number' || typeof code === 'string' ? String(code).trim() : undefined
}

function messageIn ({ message, detail, title }: Record<string, unknown>): string {
  const found = [message, detail, title].flat().find((each) => typeof each === 'string')
  return typeof found === 'string' ? found : ''
}
