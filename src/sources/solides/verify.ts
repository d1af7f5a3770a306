import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen } from '../verify/choice.ts'
import { refused } from '../verify/verdict.ts'
import { HEADER, type Credentials } from './settings.ts'

const byChoice = chosen(HEADER)

/** Whoever gave a token only is read, and nobody is believed at the webhook URL. */
export function verify (incoming: Incoming, credentials: Credentials): Verdict {
  return isOnlyRead(credentials)
    ? refused('misconfigured', 'Only the token of the API is set in the credentials of this source: nothing could prove who calls. Set secret, and the same text in the Sólides panel.')
    : byChoice(incoming, credentials)
}

const isOnlyRead = (credentials: Credentials): credentials is { token: string } =>
  (credentials.verify ?? 'static_header') === 'static_header' && !('secret' in credentials && credentials.secret !== undefined)
