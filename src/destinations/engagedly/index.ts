import { defineDestination, type Context } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import { accountIn } from '../accounts/after.ts'
import { SETTLE_MS } from './after.ts'
import { check } from './check.ts'
import { leadersIn } from './leaders.ts'
import { complete, Credentials, faultsBetween, Options, type EngagedlyCredentials, type EngagedlyOptions } from './options.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'

type Given = Context<EngagedlyOptions, EngagedlyCredentials>

/** Engagedly. What its material leaves open, and what was made of it: README.md. */
export default defineDestination<EngagedlyOptions, EngagedlyCredentials>({
  kind: 'engagedly',
  options: Options,
  credentials: Credentials,
  defaultBaseUrl: 'https://api.engagedly.com/beta',
  settleMs: SETTLE_MS,
  plan: (desired, known, settings) => plan(desired, known, { ...settings, options: complete(settings.options) }),
  run: (step, desired, known, context) => run(step, desired, known, whole(context)),
  check: (context) => check(whole(context)),
  faultsBetween: ({ options }) => faultsBetween({ options: complete(options) }),
  leadersOf: (known: Known) => leadersIn(accountIn(known)?.fields ?? {})
})

/** The catalogue is another one after each thing that was learnt. */
const whole = (context: Given): Given => ({ ...context, options: complete(context.options), get catalogue () { return context.catalogue } })
