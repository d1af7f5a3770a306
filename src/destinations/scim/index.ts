import { defineDestination, type Context } from '../../domain/destination.ts'
import { accountIn } from '../accounts/after.ts'
import { asList } from '../accounts/kinds.ts'
import { SETTLE_MS } from './after.ts'
import { BULK } from './bulk.ts'
import { check } from './check.ts'
import * as entra from './entra/index.ts'
import { faultsBetween } from './faults.ts'
import { complete, Credentials, Options, type ScimCredentials, type ScimOptions } from './options.ts'
import { plan } from './platform.ts'
import { run } from './run.ts'

/** Options whole; the catalogue stays the one that is being learnt. */
function whole (context: Context<ScimOptions, ScimCredentials>): Context<ScimOptions, ScimCredentials> {
  return Object.defineProperty({ ...context, options: complete(context.options) }, 'catalogue', { get: () => context.catalogue })
}

const inEntra = ({ mode }: Pick<ScimOptions, 'mode'>): boolean => mode === 'entra'

/** Any SCIM 2.0 service provider, and Microsoft Entra's inbound provisioning as a mode. What is assumed: README.md. */
export default defineDestination<ScimOptions, ScimCredentials>({
  kind: 'scim',
  options: Options,
  credentials: Credentials,
  settleMs: SETTLE_MS,
  plan (desired, known, given) {
    const settings = { ...given, options: complete(given.options) }
    return (inEntra(settings.options) ? entra.plan : plan)(desired, known, settings)
  },
  run (step, desired, known, given) {
    const context = whole(given)
    return (inEntra(context.options) ? entra.run : run)(step, desired, known, context)
  },
  bulk: {
    most (given) {
      const settings = { ...given, options: complete(given.options) }
      return inEntra(settings.options) ? Math.min(entra.MOST, settings.options.bulk_operations) : BULK.most(settings)
    },
    takes: (step) => BULK.takes(step) || entra.isUpload(step),
    run (items, given) {
      const context = whole(given)
      return (inEntra(context.options) ? entra.upload : BULK.run)(items, context)
    }
  },
  check (given) {
    const context = whole(given)
    return (inEntra(context.options) ? entra.check : check)(context)
  },
  faultsBetween: (said) => faultsBetween({ ...said, options: complete(said.options) }),
  leadersOf: (known) => asList(accountIn(known)?.fields.manager)
})
