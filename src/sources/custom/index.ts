import { defineSource, type Incoming } from '../../domain/source.ts'
import { headerOf } from '../verify/headers.ts'
import { bodyIn } from './body.ts'
import { changes, everybody, leavers, one } from './client.ts'
import { faultsBetween, faultsOf } from './faults.ts'
import { textAt } from './lookup.ts'
import { EVENTS, Options } from './options.ts'
import { read } from './read.ts'
import { authorize } from './request.ts'
import { row } from './row.ts'
import { Credentials, Settings } from './settings.ts'
import { verify } from './verify.ts'

/** Any other system, described by its owner's settings. */
export default defineSource<Settings, Credentials, Options>({
  kind: 'custom',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  deliveryId,
  keepsPath: EVENTS,
  keepsHeaders: ({ event_header: header }) => header === undefined ? [] : [header.toLowerCase()],
  read,
  answer: (_incoming, { answer: { status = 200, content_type: type = 'application/json; charset=utf-8', body = '{}' } = {} }) => ({ status, type, body }),
  faultsOf,
  faultsBetween,
  reads: {
    perSecond: 2,
    authorize,
    everybody,
    hasChanges: ({ changes }) => changes !== undefined,
    changes,
    one,
    hasLeavers: ({ leavers }) => leavers !== undefined,
    leavers,
    row
  }
})

function deliveryId (incoming: Pick<Incoming, 'headers' | 'body'>, { delivery_id_header: header, delivery_id_path: path }: Options): string | undefined {
  const inHeader = header === undefined ? undefined : headerOf(incoming, header)
  if (inHeader !== undefined || path === undefined) return inHeader
  const parsed = bodyIn(incoming)
  return parsed.ok ? textAt([parsed.value], path) : undefined
}
