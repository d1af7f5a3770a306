import type { Answer } from '../../domain/destination.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { valueAt } from '../mapping/lookup.ts'

/** Where the reason of a refusal stands: three forms of body are in use. */
const PLACES = [
  'response.applicationCode.message', 'response.applicationCode.message.messageTxt',
  'confirmMessage.resourceMessages.0.processMessages.0.userMessage.messageTxt', 'confirmMessage.processMessages.0.userMessage.messageTxt',
  'exceptionMessages.0.message', 'exceptionMessages.0.message.messageTxt'
]

/** A refused call, with the vendor's own words where there are some. */
export function refusalOf (answer: Answer, purpose: string): ReadFailure {
  const why = reasonIn(answer)
  const said = `It answered ${answer.status} for ${purpose}${why === undefined ? '.' : `: ${why}`}`
  return answer.status === 403
    ? new ReadFailure('forbidden', `${said} The project lacks a permission that is needed.`)
    : new ReadFailure('refused', said)
}

function reasonIn ({ body }: Answer): string | undefined {
  try {
    const value: unknown = JSON.parse(body)
    const text = isObject(value) ? PLACES.map((place) => valueAt(value, place)).find((each) => typeof each === 'string' && each.trim() !== '') : undefined
    return text === undefined ? undefined : sentence(String(text))
  } catch {
    return undefined   // a page of HTML, or nothing: the status says enough
  }
}

/** Short, in one line, and without what may be somebody's: addresses and numbers. */
function sentence (text: string): string {
  const clean = text.replace(/[^\s\p{L}\p{N}\p{P}$]/gu, ' ').replace(/\s+/g, ' ').replace(/\S*@\S*/g, '…').replace(/\b(?=\w*\d)[\w-]{5,}\b/g, '…').trim().slice(0, 200)
  return /[.!?]$/.test(clean) ? clean : `${clean}.`
}
