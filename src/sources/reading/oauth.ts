import * as oauth from '../../adapting/oauth.ts'
import { ReadFailure, type Authorization, type SourceIo } from '../../domain/reading.ts'

/** OAuth 2.0 client credentials, through `io.call`. */
export const clientCredentials = (io: SourceIo, given: oauth.ClientCredentials): Promise<Authorization> =>
  readable(oauth.clientCredentials(askThrough(io), given))

/** A grant of another type, by a client without a secret. */
export const byGrant = (io: SourceIo, given: oauth.Grant, advice: string): Promise<Authorization> =>
  readable(oauth.byGrant(askThrough(io), given, advice))

const askThrough = (io: SourceIo): oauth.AskForToken => (request) => io.call({ ...request, expects: [400, 401] })

async function readable (asked: Promise<Authorization>): Promise<Authorization> {
  try {
    return await asked
  } catch (error) {
    throw error instanceof oauth.NoToken ? new ReadFailure(error.refused ? 'unauthorized' : 'unreadable', error.message) : error
  }
}
