import type { Fault } from '../../domain/faults.ts'
import type { ScimCredentials, ScimOptions } from './options.ts'

interface Saying { options: ScimOptions, credentials: ScimCredentials, baseUrl: string | undefined }

const fault = (pointer: string, why: string): Fault => ({ pointer, code: 'invalid_value', params: { why } })
const needed = (pointer: string): Fault => ({ pointer, code: 'required', params: { field: pointer.split('/').at(-1)! } })

/** What does not go together. */
export function faultsBetween ({ options, credentials, baseUrl }: Saying): Fault[] {
  return [...ofCredentials(credentials, options), ...ofMapping(options), ...options.mode === 'entra' ? ofEntra(options, credentials, baseUrl) : []]
}

const PAIRS = [['username', 'password'], ['client_id', 'client_secret']] as const

function ofCredentials (credentials: ScimCredentials, { token_url: tokenUrl }: ScimOptions): Fault[] {
  const ways = [credentials.token !== undefined, ...PAIRS.map((pair) => pair.some((name) => credentials[name] !== undefined))].filter(Boolean).length
  return [
    ...ways === 1 ? [] : [fault('/credentials', 'give one of token, username and password, client_id and client_secret')],
    ...PAIRS.flatMap((pair) => pair.some((name) => credentials[name] !== undefined) ? pair.filter((name) => credentials[name] === undefined).map((name) => needed(`/credentials/${name}`)) : []),
    ...credentials.client_id !== undefined && tokenUrl === undefined ? [needed('/options/token_url')] : []
  ]
}

const ofMapping = ({ extension, mapping }: ScimOptions): Fault[] =>
  extension === undefined && Object.entries(mapping).some(([field, rule]) => field.startsWith('extension.') && rule !== null) ? [needed('/options/extension')] : []

function ofEntra ({ media_type: type, bulk_operations: most }: ScimOptions, { client_id: client }: ScimCredentials, baseUrl: string | undefined): Fault[] {
  return [
    ...client === undefined ? [needed('/credentials/client_id')] : [],
    ...type === 'application/scim+json' ? [] : [fault('/options/media_type', 'mode entra takes application/scim+json only')],
    ...most > 50 ? [{ pointer: '/options/bulk_operations', code: 'out_of_range' as const, params: { minimum: 1, maximum: 50 } }] : [],
    ...baseUrl === undefined || /\/jobs\/[^/]+\/?$/.test(baseUrl) ? [] : [fault('/base_url', 'in mode entra it ends in /synchronization/jobs/{job-id}, as the application\'s overview page shows it, without /bulkUpload')]
  ]
}
