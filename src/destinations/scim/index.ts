import { defineDestination, type Context } from '../../domain/destination.ts'
import { accountIn } from '../accounts/after.ts'
import { asList } from '../accounts/kinds.ts'
import { SETTLE_MS } from './after.ts'
import { BULK } from './bulk.ts'
import { check } from './check.ts'
import { faultsBetween } from './faults.ts'
import { complete, Credentials, Options, type ScimCredentials, type ScimOptions } from './options.ts'
import { plan } from './platform.ts'
import { run } from './run.ts'

/** Options whole; the catalogue stays the one that is being learnt. */
function whole (context: Context<ScimOptions, ScimCredentials>): Context<ScimOptions, ScimCredentials> {
  return Object.defineProperty({ ...context, options: complete(context.options) }, 'catalogue', { get: () => context.catalogue })
}

/** Any SCIM 2.0 service provider, and Microsoft Entra's inbound provisioning as a mode. What is assumed: README.md. */
export default defineDestination<ScimOptions, ScimCredentials>({
  kind: 'scim',
  options: Options,
  credentials: Credentials,
  settleMs: SETTLE_MS,
  plan: (desired, known, settings) => plan(desired, known, { ...settings, options: complete(settings.options) }),
  run: (step, desired, known, context) => run(step, desired, known, whole(context)),
  check: (context) => check(whole(context)),
  bulk: {
    most: (settings) => BULK.most({ ...settings, options: complete(settings.options) }),
    takes: BULK.takes,
    run: (items, context) => BULK.run(items, whole(context))
  },
  faultsBetween: (said) => faultsBetween({ ...said, options: complete(said.options) }),
  leadersOf: (known) => asList(accountIn(known)?.fields.manager)
})
