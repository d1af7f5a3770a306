import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { authorize, people, person } from './client.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

/**
 * Sólides Gestão. It sends no delivery id, so nothing is called a duplicate: state makes a repeat harmless. Its records carry no
 * time of their last change: every run reads everybody and compares.
 */
export default defineSource<Settings, Credentials, Options>({
  kind: 'solides',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  read,
  faultsOf: faultsOfMapping,
  reads: { perSecond: 1, authorize, everybody: people, one: person, row }
})
