import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'

/** What employments refer to by id only. */
export const NAMED = ['department', 'team', 'legal_entity', 'cost_center', 'office'] as const
export type Named = typeof NAMED[number]

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl('https://api.personio.de')),
  api_version: Type.Optional(words(['v2', 'v1'], { default: 'v2', description: 'v2: persons and employments. v1: employees, with departments and managers in one record.' })),
  changes_by_person: Type.Optional(Type.Boolean({ default: false, description: 'v2: whether runs between full reads ask only for persons whose updated_at moved. Nobody has seen that a change of an employment alone moves it, so without this every run reads everybody.' })),
  names: Type.Optional(Type.Array(words([...NAMED]), { uniqueItems: true, default: [...NAMED], description: 'v2: of what names are looked up, since employments refer to it by id: by the lists of org units, legal entities, cost centers and, for offices, workplaces. What is not looked up, or may not be, is not told.' })),
  requests_per_second: requestsPerSecond(5),
  partner_id: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'X-Personio-Partner-ID, where one was agreed.', examples: ['CRACHA'] })),
  app_id: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'X-Personio-App-ID.', examples: ['CRACHA'] }))
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  client_id: secretText('From Settings → Integrations → API credentials.'),
  client_secret: secretText('Beside the client id.'),
  token: Type.Optional(secretText('The token of the webhook: what Personio repeats in the header Authorization, word for word.')),
  custom_headers: Type.Optional(Type.Record(Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$" }), Type.String({ minLength: 1, maxLength: 500 }), {
    minProperties: 1, maxProperties: 3, description: 'The headers of a webhook of auth_type CUSTOM: all of them have to come.', examples: [{ 'x-cracha-secret': 'a long random text' }]
  }))
}, { additionalProperties: false })
export type Credentials = Static<typeof Credentials>

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  company_switch_as_leaver: Type.Optional(Type.Boolean({ default: false, description: 'Whether a termination of the type SUB_COMPANY_SWITCH is one.' }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
