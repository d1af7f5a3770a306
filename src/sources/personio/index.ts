import { defineSource } from '../../domain/source.ts'
import { clientCredentials } from '../reading/oauth.ts'
import { faultsOfMapping } from '../mapping/faults.ts'
import type { Io } from './calls.ts'
import { anybody, DAY_MS, dayOf, employee, employees, olderToken, person, persons } from './client.ts'
import { read } from './read.ts'
import { row } from './row.ts'
import { Credentials, Options, Settings } from './settings.ts'
import { verify } from './verify.ts'

const isV1 = ({ settings }: Io): boolean => settings.api_version === 'v1'

export default defineSource<Settings, Credentials, Options>({
  kind: 'personio',
  settings: Settings,
  credentials: Credentials,
  options: Options,
  verify,
  read,
  faultsOf: faultsOfMapping,
  reads: {
    perSecond: 5,
    async authorize (io) {
      const { settings: { base_url: base }, credentials: { client_id: clientId, client_secret: clientSecret } } = io
      if (isV1(io)) return await olderToken(io)
      return await clientCredentials(io, { tokenUrl: `${base}/v2/auth/token`, clientId, clientSecret })
    },
    check: async (io) => isV1(io) ? await employees(io, { limit: '1' }, undefined) : await anybody(io),
    everybody: async (io, cursor) => isV1(io) ? await employees(io, {}, cursor) : await persons(io, {}, cursor),
    hasChanges: ({ api_version: version, changes_by_person: byPerson }) => version === 'v1' || byPerson === true,
    changes: async (io, since, cursor) => isV1(io) ? await employees(io, { updated_since: dayOf(since) }, cursor) : await persons(io, { 'updated_at.gt': dayOf(since - DAY_MS) }, cursor),
    one: async (io, id) => isV1(io) ? await employee(io, id) : await person(io, id),
    row
  }
})
