import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { chosen } from '../verify/choice.ts'
import { refused } from '../verify/verdict.ts'
import { authorize, everybody, nextMessage, one, takeAway } from './client.ts'
import { deliveryId, read } from './read.ts'
import { row } from './row.ts'
import { Credentials, HEADER, Options, Settings } from './settings.ts'
import { tls } from './tls.ts'

const byChoice = chosen(HEADER)

export default defineSource<Settings, Credentials, Options>({
  kind: 'adp',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify: (incoming, { webhook }) => webhook === undefined
    ? refused('misconfigured', 'webhook is not set in the credentials of this source: nothing could prove who calls.')
    : byChoice(incoming, webhook),
  deliveryId,
  read,
  faultsOf: faultsOfMapping,
  reads: {
    perSecond: 5,
    authorize,
    tls,
    everybody,
    // The list knows no time of change: everybody is listed, and only what is different is told.
    changes: async (io, _since, cursor) => io.settings.queue === 'instead_of_list' ? { rows: [] } : await everybody(io, cursor),
    one,
    queue: { next: nextMessage, done: takeAway },
    row
  }
})
