import type { Incoming, Verdict } from '../../domain/source.ts'
import { chosen } from '../verify/choice.ts'
import { headerOf } from '../verify/headers.ts'
import { hmac } from '../verify/hmac.ts'
import { refused } from '../verify/verdict.ts'
import { WEBHOOK, type Credentials } from './settings.ts'

/** The first is what was seen, the second what an unofficial catalogue names. */
const SIGNATURES = ['signature', 'x-convenia-signature']

const byChoice = chosen(WEBHOOK)
const byHmac = hmac()

/** How the signature is made is not published, so it proves nothing: a token in the URL does, or what else was chosen. */
export function verify (incoming: Incoming, { webhook, signature_secret: secret }: Credentials): Verdict {
  if (webhook === undefined) return refused('misconfigured', 'The credentials of this source have no webhook: nothing could prove who calls. Set credentials.webhook.secret, and paste the webhook URL with /{secret} at its end into Convenia.')
  const verdict = byChoice(incoming, webhook)
  const header = SIGNATURES.find((name) => headerOf(incoming, name) !== undefined)
  if (!verdict.ok || webhook.verify === 'hmac' || header === undefined) return verdict
  return { ...verdict, warnings: [...verdict.warnings ?? [], observed(incoming, header, secret)] }
}

function observed (incoming: Incoming, header: string, secret: string | undefined): string {
  if (secret === undefined) return `The header ${header} came and was not looked at: how it is made is not published.`
  return byHmac(incoming, { header, secret }).ok
    ? `The header ${header} is the HMAC-SHA256 of the body under signature_secret: it can prove the sender with {"verify": "hmac", "header": "${header}"}.`
    : `The header ${header} is not the HMAC-SHA256 of the body under signature_secret: it proves nothing.`
}
