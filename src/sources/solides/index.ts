import type { Fault } from '../../domain/faults.ts'
import { defineSource, type ReadingOptions } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { authorize, people, person } from './client.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

/** What would wait for ever: nobody is read without the token. */
const faultsWithoutToken = ({ credentials: { token }, options: { webhook_as: as, schedule } }: { credentials: Credentials, options: Options & ReadingOptions }): Fault[] => token !== undefined
  ? []
  : [...as === 'hint' ? ['/options/webhook_as'] : [], ...schedule !== undefined ? ['/options/schedule'] : []]
      .map((pointer) => ({ pointer, code: 'invalid_value', params: { why: 'people are read by the API, which takes the token in the credentials' } }))

/** Two proofs of one webhook: whichever were taken, the other would be thought to count. */
const faultsOfProofs = ({ credentials: { token: _, webhook, ...beside } }: { credentials: Credentials }): Fault[] => webhook === undefined
  ? []
  : Object.keys(beside).map((name) => ({ pointer: `/credentials/${name}`, code: 'invalid_value', params: { why: 'it belongs into credentials.webhook, which is there, too' } }))

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
  faultsBetween: (said) => [...faultsWithoutToken(said), ...faultsOfProofs(said)],
  reads: { perSecond: 1, authorize, everybody: people, one: person, row }
})
