import type { Feed } from '../../domain/feed.ts'
import type { RemoteFields } from '../../domain/known.ts'
import { isBlank } from '../accounts/kinds.ts'
import { bodyOf } from './calls.ts'
import { KEY } from './fields.ts'
import { isNamed } from './lines.ts'
import { complete, type ProgicCredentials, type ProgicOptions } from './options.ts'

/** What Progic reads from us: the fields that have a name, in the form in which its API would get them. */
export const feed: Feed<ProgicOptions, ProgicCredentials> = {
  keyOf: ({ feed_key: key }) => key,
  headerOf: ({ feed_header: header }) => header,
  entryOf (account, given) {
    const options = complete(given)
    if (account.gone === true) return undefined
    const gone = account.kind === 'ended'
    return { gone, item: itemOf(account.fields, options, gone ? KEY : undefined) }
  }
}

function itemOf (fields: RemoteFields, options: ProgicOptions, only: readonly string[] | undefined): unknown {
  // Always in one order: what is told as before is the same text.
  const shown = Object.entries(fields).sort(([a], [b]) => a < b ? -1 : 1).filter(([field, value]) => !isBlank(value) && isNamed(field, options) && (only?.includes(field) ?? true))
  return bodyOf(shown.map(([field, to]) => ({ field, to })), {}, () => undefined, options)
}
