import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { authorize, faultsOfCredentials } from './authorize.ts'
import { changes, everybody, one } from './client.ts'
import { answerTo, eventId, isXml } from './external-event.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, EVENTS, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

export default defineSource<Settings, Credentials, Options>({
  kind: 'successfactors',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  keepsPath: EVENTS,
  deliveryId: eventId,
  read,
  answer: (incoming, options) => isXml(incoming.body) ? answerTo(incoming, options) : { status: 200, type: 'application/json; charset=utf-8', body: '{}' },
  faultsOf: faultsOfMapping,
  faultsBetween: faultsOfCredentials,
  reads: { perSecond: 2, authorize, everybody, changes, one, row }
})
