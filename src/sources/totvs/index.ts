import { defineSource } from '../../domain/source.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import { answer } from './answer.ts'
import { authorize } from './authorize.ts'
import { employees } from './employees.ts'
import { deliveryId } from './envelope.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { hasSince, sentence } from './sql.ts'
import { verify } from './verify.ts'

const isSql = ({ read_by: by }: Settings): boolean => by === 'sql_rest' || by === 'sql_soap'

/** Only where it is known to work: a list that finds nobody looks like one without changes. */
const datesChanges = ({ product = 'RM', date_modified: dated = product !== 'PROTHEUS' }: Settings): boolean => dated

export default defineSource<Settings, Credentials, Options>({
  kind: 'totvs',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  deliveryId,
  keeps: ['batchType'],
  read,
  answer,
  faultsOf: faultsOfMapping,
  reads: {
    perSecond: 5,
    authorize,
    tls: (_, { ca_certificate: ca }) => ca === undefined ? undefined : { ca },
    everybody: async (io, cursor) => isSql(io.settings) ? await sentence(io, undefined, cursor) : await employees(io, undefined, cursor),
    // Without a mark of changes, everybody is read.
    changes: async (io, since, cursor) => isSql(io.settings) ? await sentence(io, since, cursor) : await employees(io, datesChanges(io.settings) ? since : undefined, cursor),
    hasChanges: (settings) => isSql(settings) ? hasSince(settings) : datesChanges(settings),
    row
  }
})
