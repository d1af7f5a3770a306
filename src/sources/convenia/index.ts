import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { authorize } from './client.ts'
import { everybody, hiredAndDismissed, leavers, one } from './people.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, PER_SECOND, Settings } from './settings.ts'
import { verify } from './verify.ts'

/** It sends no delivery id, so nothing is called a duplicate: whom a message is about is looked up, and a repeat finds the same. */
export default defineSource<Settings, Credentials, Options>({
  kind: 'convenia',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  read,
  faultsOf: faultsOfMapping,
  reads: {
    perSecond: PER_SECOND,
    authorize,
    everybody,
    hasChanges: (_settings, { changes_by: by = 'none' }) => by === 'dates',
    changes: hiredAndDismissed,
    one,
    leavers,
    row
  }
})
