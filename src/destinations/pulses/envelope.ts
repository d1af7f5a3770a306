import { isObject, jsonIn } from '../accounts/exchange.ts'

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
    const value = jsonIn(text.slice(at))
    if (isObject(value)) return { code: codeIn(value), message: messageIn(value), values: value.values }
  }
  return undefined
}

function codeIn ({ code }: Record<string, unknown>): string | undefined {
  return typeof code === 'number' || typeof code === 'string' ? String(code).trim() : undefined
}

function messageIn ({ message, detail, title }: Record<string, unknown>): string {
  const found = [message, detail, title].flat().find((each) => typeof each === 'string')
  return typeof found === 'string' ? found : ''
}
