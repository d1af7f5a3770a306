import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { login } from './login.ts'
import { changedEmployees, employees, lookUp } from './platform.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

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
    authorize: login,
    everybody: employees,
    changes: changedEmployees,
    one: lookUp,
    row
  }
})
