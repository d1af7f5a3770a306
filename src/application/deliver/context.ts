import type { Caller } from '../../domain/destination.ts'
import type { Delivering, LaneContext } from './delivering.ts'
import type { Run } from './run.ts'
import { connectionOf } from './tokens.ts'

/** What an adapter may use while it delivers. */
export const contextOf = ({ tokens }: Pick<Delivering, 'tokens'>, run: Run, call: Caller, now: () => number): LaneContext => ({
  call,
  options: run.lane.options,
  credentials: run.lane.credentials,
  get catalogue () { return run.catalogue },
  now,
  learn: run.learn,
  authorization: tokens(connectionOf(run.lane)),
  directory: run.directory
})
