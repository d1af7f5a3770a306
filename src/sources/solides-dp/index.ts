import { isTimeZone } from '../../domain/calendar.ts'
import type { Fault } from '../../domain/faults.ts'
import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { authorize, employees } from './client.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'

/** Sólides DP, once Tangerino: time and attendance. It tells nobody anything, it is read. */
export default defineSource<Settings, Credentials, Options>({
  kind: 'solides-dp',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  read,
  faultsOf: (options) => [...faultsOfMapping(options), ...faultsOfZone(options)],
  reads: {
    perSecond: 2,
    authorize,
    everybody: async (io, cursor) => await employees(io, {}, cursor),
    changes: async (io, since, cursor) => await employees(io, { lastUpdate: String(since) }, cursor),
    row
  }
})

const faultsOfZone = ({ time_zone: zone }: Options): Fault[] =>
  zone === undefined || isTimeZone(zone) ? [] : [{ pointer: '/time_zone', code: 'invalid_time_zone' }]
