import { defineDestination } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { accountIn } from '../accounts/after.ts'
import { asList } from '../accounts/kinds.ts'
import { SETTLE_MS } from './after.ts'
import { check } from './check.ts'
import { complete, Credentials, Options, type PulsesCredentials, type PulsesOptions } from './options.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'

/** Pulses (Gupy Engajamento & Clima). What its material leaves open, and what was made of it: README.md. */
export default defineDestination<PulsesOptions, PulsesCredentials>({
  kind: 'pulses',
  options: Options,
  credentials: Credentials,
  defaultBaseUrl: 'https://www.pulses.com.br/api/engage/v1',
  settleMs: SETTLE_MS,
  plan: (desired, known, settings) => plan(desired, known, { ...settings, options: complete(settings.options) }),
  run: (step, desired, known, context) => run(step, desired, known, { ...context, options: complete(context.options) }),
  check: (context) => check({ ...context, options: complete(context.options) }),
  leadersOf: (known: Known) => asList(accountIn(known)?.fields.leaders)
})
