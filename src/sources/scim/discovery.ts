import type { WebhookAnswer } from '../../domain/source.ts'
import { ScimError } from './errors.ts'
import { listOf, MOST_RESULTS } from './list.ts'
import { EXTENSIONS, SCHEMA, SCHEMAS, USER } from './schemas.ts'
import { answer } from './shown.ts'

const RESOURCE_TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'
const PROVIDER = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'

const scheme = (type: string, name: string, description: string, specUri: string, primary: boolean) => ({ type, name, description, specUri, primary })

const providerAt = (base: string) => ({
  schemas: [PROVIDER],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST_RESULTS },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    scheme('oauthbearertoken', 'Bearer token', 'The token of the source, in the header Authorization.', 'https://www.rfc-editor.org/rfc/rfc6750', true),
    scheme('httpbasic', 'HTTP Basic', 'The token of the source as the user name.', 'https://www.rfc-editor.org/rfc/rfc7617', false)
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` }
})

const userTypeAt = (base: string) => ({
  schemas: [RESOURCE_TYPE],
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: USER,
  schemaExtensions: EXTENSIONS.map((schema) => ({ schema, required: false })),
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` }
})

const schemasAt = (base: string) => SCHEMAS.map((schema) => ({ schemas: [SCHEMA], ...schema, meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` } }))

/** What there is and how it is talked to. RFC 7644, 4: no filters here. */
export function discover (endpoint: string, id: string | undefined, base: string, query: Record<string, string>): WebhookAnswer {
  if (query.filter !== undefined) throw new ScimError(403, undefined, 'Here nothing is filtered.')
  if (endpoint === 'serviceproviderconfig' && id === undefined) return answer(200, providerAt(base))
  const all: { id: string }[] = endpoint === 'resourcetypes' ? [userTypeAt(base)] : endpoint === 'schemas' ? schemasAt(base) : []
  if (id === undefined) return listOf(all)
  const found = all.find((each) => each.id.toLowerCase() === id.toLowerCase())
  if (found === undefined) throw new ScimError(404, undefined, 'There is nothing of this id.')
  return answer(200, found)
}
