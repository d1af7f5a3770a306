import type { Dialect } from '../accounts/exchange.ts'
import { classOfStatus } from '../accounts/exchange.ts'

/** Refusals whose meaning is known. */
export type Refusal = 'gone' | 'refused' | 'busy'

type Class = ReturnType<Dialect<Refusal>['classOf']>

/** What a status says, beside those that say the same wherever HTTP is spoken. Nothing here looks at a body. */
const STATUS: Readonly<Record<number, Class>> = {
  // A receiver lets a sender in or not, whoever a message is about: going on would only fail one person after the other.
  403: 'unauthorized',
  404: 'nowhere',
  405: 'nowhere',
  406: 'nowhere',
  415: 'nowhere',
  410: 'gone',
  425: 'throttled',
  400: 'refused',
  413: 'refused',
  422: 'refused',
  // Another try of the same message may be under way there.
  409: 'busy'
}

export const classOf = (status: number): Class => status >= 200 && status < 300 ? 'ok' : STATUS[status] ?? classOfStatus(status) ?? 'unrecognised'

export const DIALECT: Dialect<Refusal> = {
  classOf: ({ status }) => classOf(status),
  bodyOf: () => undefined,
  unauthorized: 'The receiver does not let us in (401 or 403). Check credentials.secrets: one of them has to be what it verifies the signature with; credentials.headers, if it wants a token; and the clocks of both sides.'
}
