import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'
import { chosenCredentials } from '../verify/choice.ts'

/** Where webhooks carry their proof is not published. */
export const HEADER = { header: 'x-webhook-secret' }

const headerValue = (description: string, example: string) =>
  Type.Optional(Type.String({ pattern: '^[!-~]{1,100}$', description, examples: [example] }))

const pem = (what: string, label: string, description: string) =>
  Type.String({ pattern: `^\\s*-----BEGIN ${label}-----`, maxLength: 20_000, description, examples: [`-----BEGIN ${what}-----\nMII…\n-----END ${what}-----\n`] })

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl('https://api.adp.com')),
  token_url: Type.Optional(baseUrl(undefined, 'Where tokens are given. Absent: https://accounts.adp.com/auth/oauth/v2/token for the API at an address of adp.com, otherwise /auth/oauth/v2/token below base_url.')),
  client_authentication: Type.Optional(words(['basic', 'post'], { default: 'basic', description: 'How the token call proves the client: id and secret as HTTP Basic, or in the form.' })),
  ca: Type.Optional(pem('CERTIFICATE', 'CERTIFICATE', 'Whom to believe besides the usual ones, PEM: where a gateway of your own stands in between.')),
  resource: Type.Optional(words(['workers', 'worker-demographics'], { default: 'workers', description: 'What is read under /hr/v2: worker-demographics holds less of a person.' })),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 100, description: '$top of the list.' })),
  queue: Type.Optional(words(['beside_list', 'instead_of_list', 'off'], {
    default: 'beside_list',
    description: 'Event notifications. beside_list: a run takes what waits in the queue, and then lists everybody, of whom only what is different is told. instead_of_list: between full reads it only takes the queue. off: it is not asked.'
  })),
  long_polling: Type.Optional(Type.Boolean({ default: false, description: 'Whether the first question of a run to an empty queue asks to be held back until a message comes, some 15 seconds, in which nothing else is read from here.' })),
  role_code: headerValue('The header roleCode, where it is asked for.', 'practitioner'),
  orgoid: headerValue('The header orgoid, where one client organisation of several is meant.', 'G3000000000000AA'),
  requests_per_second: requestsPerSecond(5)
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  client_id: secretText('From the project in API Central.'),
  client_secret: secretText('Beside the client id.'),
  certificate: Type.Optional(pem('CERTIFICATE', 'CERTIFICATE', 'The client certificate that API Central made from your CSR, with its chain. It goes with every call, the one for the token too.')),
  private_key: Type.Optional(pem('PRIVATE KEY', '(RSA |EC )?PRIVATE KEY', 'The key that the CSR was made with, without a passphrase.')),
  webhook: Type.Optional(chosenCredentials(HEADER))
}, { additionalProperties: false })
export type Credentials = Static<typeof Credentials>

export const Options = Type.Object({ ...MAPPING_OPTIONS }, { additionalProperties: false })
export type Options = Static<typeof Options>
