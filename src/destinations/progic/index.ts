import { defineDestination } from '../../domain/destination.ts'
import { SETTLE_MS } from './after.ts'
import { check } from './check.ts'
import { faultsBetween } from './faults.ts'
import { feed } from './feed.ts'
import { complete, Credentials, Options, type ProgicCredentials, type ProgicOptions } from './options.ts'
import { plan } from './platform.ts'
import { run } from './run.ts'

/** Progic Manager. Its endpoint is described by whoever has the vendor's page: README.md. */
export default defineDestination<ProgicOptions, ProgicCredentials>({
  kind: 'progic',
  options: Options,
  credentials: Credentials,
  settleMs: SETTLE_MS,
  plan: (desired, known, settings) => plan(desired, known, { ...settings, options: complete(settings.options) }),
  run: (step, desired, known, context) => run(step, desired, known, { ...context, options: complete(context.options) }),
  check: (context) => check({ ...context, options: complete(context.options) }),
  faultsBetween,
  callsNobody: (options) => complete(options).direction === 'pull',
  leadersOf: () => [],
  feed
})
