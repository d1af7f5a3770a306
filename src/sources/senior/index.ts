import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import type { Io } from './address.ts'
import { changedContracts, contract, contracts } from './g5.ts'
import { login } from './login.ts'
import { changedEmployees, employees, lookUp } from './platform.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

const isG5 = ({ settings }: Io): boolean => settings.product === 'g5'

export default defineSource<Settings, Credentials, Options>({
  kind: 'senior',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  read,
  faultsOf: faultsOfMapping,
  reads: {
    perSecond: 2,
    hasChanges: ({ changes_by: by = 'none' }) => by !== 'none',
    // The services of G5 take user and password with every call.
    authorize: async (io) => isG5(io) ? { headers: {} } : await login(io),
    everybody: async (io, cursor) => isG5(io) ? await contracts(io, cursor) : await employees(io, cursor),
    changes: async (io, since, cursor) => isG5(io) ? await changedContracts(io, since, cursor) : await changedEmployees(io, since, cursor),
    one: async (io, id) => isG5(io) ? await contract(io, id) : await lookUp(io, id),
    row
  }
})
