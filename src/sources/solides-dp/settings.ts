import { Type, type Static } from '@sinclair/typebox'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl('https://employer.tangerino.com.br', 'Address of the API, without a slash at the end. The same one is also at https://api.tangerino.com.br/api/employer.')),
  requests_per_second: requestsPerSecond(2),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'People on a page. How many are allowed at most is not published.' }))
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  token: secretText('From Empregador → Integrações, with or without the word Basic in front.')
}, { additionalProperties: false })
export type Credentials = Static<typeof Credentials>

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  time_zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64, default: 'America/Sao_Paulo', description: 'The zone in which the dates of the API are midnights.', examples: ['America/Manaus'] })),
  transfer_as_leaver: Type.Optional(Type.Boolean({ default: false, description: 'Whether a resignation of the reason TRANSFERENCIA_GRUPO_EMPRESARIAL is one. Otherwise the contract goes on under another id, and ends when that one is there.' }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
