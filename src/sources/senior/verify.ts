import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen } from '../verify/choice.ts'
import { refused } from '../verify/verdict.ts'
import { HEADER, type Credentials } from './settings.ts'

const verifyChosen = chosen(HEADER)

/** How Events Hub proves itself is not published: the owner chooses. Without a choice nothing is taken. */
export const verify = (incoming: Incoming, { webhook }: Credentials): Verdict => webhook === undefined
  ? refused('misconfigured', 'The credentials of this source have no webhook: nothing could prove who calls. Set credentials.webhook, for example {"secret": "…"} or {"verify": "path_token", "secret": "…"}.')
  : verifyChosen(incoming, webhook)
