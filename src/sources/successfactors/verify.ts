import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen } from '../verify/choice.ts'
import { refused } from '../verify/verdict.ts'
import { EVENTS, type Credentials } from './settings.ts'

const choice = chosen({ header: 'x-webhook-secret' })

/** By the way that was agreed. In a path, the words for events are not the token, wherever they stand. */
export function verify (incoming: Incoming, { webhook }: Credentials): Verdict {
  if (webhook === undefined) return refused('misconfigured', 'The credentials of this source have no webhook: nothing could prove who calls. Choose Basic, a header or a token in the path.')
  return choice({ ...incoming, path: incoming.path.filter((segment) => !(EVENTS as readonly string[]).includes(segment)) }, webhook)
}
