import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { changedContracts } from './changes.ts'
import { contract, contracts } from './client.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'

export default defineSource<Settings, Credentials, Options>({
  kind: 'lg',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  // It calls nobody; whatever stands in front of it speaks our own format to a source of that kind.
  read: () => ({ kind: 'unreadable', reason: 'This HR system sends nothing: it is read.' }),
  faultsOf: faultsOfMapping,
  reads: {
    perSecond: 2,
    hasChanges: ({ changes_by: by }) => by === undefined || by.length > 0,
    everybody: contracts,
    changes: changedContracts,
    one: contract,
    row
  }
})
