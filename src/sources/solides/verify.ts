import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen } from '../verify/choice.ts'
import { refused } from '../verify/verdict.ts'
import { HEADER, proofIn, type Credentials } from './settings.ts'

const byChoice = chosen(HEADER)

/** Whoever gave a token only is read, and nobody is believed at the webhook URL. */
export function verify (incoming: Incoming, credentials: Credentials): Verdict {
  const proof = proofIn(credentials)
  return proof === undefined
    ? refused('misconfigured', 'Only the token of the API is set in the credentials of this source: nothing could prove who calls. Set credentials.webhook.secret, and the same text in the Sólides panel.')
    : byChoice(incoming, proof)
}
