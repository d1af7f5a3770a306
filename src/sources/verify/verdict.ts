import type { Verdict } from '../../domain/source.ts'

/** Every way a webhook can fail to be the sender's: a closed list, so that a page can explain each and an alert can count them. */
export const REFUSAL_CODES = [
  'header_missing',      // what should prove the sender is not there at all
  'header_repeated',     // sent twice: which of the two was meant is not ours to choose
  'header_malformed',    // there, and not in the form it has to have
  'token_missing',       // the URL carries no token
  'clock_off',           // rightly signed, at a time too far from ours
  'secret_expired',      // rightly signed, with a secret that is no longer accepted
  'body_rewritten',      // signed over other bytes than those that arrived
  'encoding_differs',    // hex where base64 belongs, or the reverse
  'prefix_differs',      // the prefix or version mark in front of the signature
  'algorithm_differs',   // another hash than the one configured
  'content_differs',     // signed over other parts of the message than configured
  'secret_misread',      // the right secret, used by the sender in another form (not decoded, for example)
  'mismatch',            // none of the above: most likely another secret
  'misconfigured'        // our side: the credentials contradict themselves
] as const
export type RefusalCode = typeof REFUSAL_CODES[number]

/** `detail` is for the owner of the source. It never holds a secret, a signature or anything out of the payload. */
export const refused = (code: RefusalCode, detail: string): Verdict => ({ ok: false, code, detail })

export const accepted = (method: string, ...warnings: (string | undefined)[]): Verdict => {
  const told = warnings.filter((warning) => warning !== undefined)
  return { ok: true, method, ...(told.length > 0 && { warnings: told }) }
}
