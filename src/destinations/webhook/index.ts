import { defineDestination } from '../../domain/destination.ts'
import { accountIn } from '../accounts/after.ts'
import { asList } from '../accounts/kinds.ts'
import { check } from './check.ts'
import { complete, Credentials, faultsBetween, Options, type WebhookCredentials, type WebhookOptions } from './options.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'

/** Any receiver of signed webhooks: what changes, or how things stand, in our own words or in its. README.md. */
export default defineDestination<WebhookOptions, WebhookCredentials>({
  kind: 'webhook',
  options: Options,
  credentials: Credentials,
  calledAsItStands: true,
  settleMs: 0,
  plan: (desired, known, settings) => plan(desired, known, { ...settings, options: complete(settings.options) }),
  run: (step, desired, known, context) => run(step, desired, known, { ...context, options: complete(context.options) }),
  faultsBetween,
  check: (context) => check({ ...context, options: complete(context.options) }),
  leadersOf: (known) => asList(accountIn(known)?.fields.managers)
})
