import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen } from '../verify/choice.ts'
import { standardWebhooks } from '../verify/standard-webhooks.ts'
import { refused } from '../verify/verdict.ts'
import { EVENTS } from './options.ts'
import { HEADER, type Credentials } from './settings.ts'

const byChoice = chosen(HEADER)
const byStandard = standardWebhooks()

/** By the way that was agreed. In a path, the words for events are not the token, wherever they stand. */
export function verify (incoming: Incoming, { webhook, standard_webhooks: standard }: Credentials): Verdict {
  if (standard !== undefined) return byStandard(incoming, standard)
  if (webhook === undefined) return refused('misconfigured', 'The credentials of this source have neither webhook nor standard_webhooks: nothing could prove who calls.')
  return byChoice({ ...incoming, path: incoming.path.filter((segment) => !(EVENTS as readonly string[]).includes(segment)) }, webhook)
}
