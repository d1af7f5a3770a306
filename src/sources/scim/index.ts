import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { failure } from './errors.ts'
import { handle } from './handle.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

/** Identity providers take us for an application of theirs and keep its users. */
export default defineSource<Settings, Credentials, Options>({
  kind: 'scim',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  read,
  faultsOf: faultsOfMapping,
  serves: { base: '/scim/v2', handle, failure, row }
})
