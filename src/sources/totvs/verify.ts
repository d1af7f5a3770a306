import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen, type ChosenCredentials } from '../verify/choice.ts'
import { refused } from '../verify/verdict.ts'

/** How EAI authenticates itself to a receiver is not published. */
export const PUSH = { header: 'x-webhook-secret', usual: 'basic' } as const

const byChoice = chosen(PUSH)

export function verify (incoming: Incoming, { webhook }: { webhook?: ChosenCredentials }): Verdict {
  if (webhook === undefined) return refused('misconfigured', 'credentials.webhook is not set: nothing could prove who calls. Give it a username and a password that the sender is to use.')
  return byChoice(incoming, webhook)
}
