import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'
import { chosenCredentials, type ChosenCredentials } from '../verify/choice.ts'

/** The API refuses longer pages. */
export const MOST_ON_A_PAGE = 1000
/** 45 a minute: the vendor's limit is 50, and throttling was seen from the 47th on. */
export const PER_SECOND = 0.75

const days = (usual: number, description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000, default: usual, description }))

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl('https://public-api.convenia.com.br/api/v3')),
  requests_per_second: requestsPerSecond(PER_SECOND),
  page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_ON_A_PAGE, description: 'People on a page. Absent: 20, since everybody on it is read once more by id; 500 without details.' })),
  dismissed_days: days(60, 'How far back every run reads the list of the dismissed: a dismissal may be dated back.'),
  dismissed_ahead_days: days(366, 'How far ahead, for dismissals on a day to come.'),
  leavers_days: days(1095, 'How far back it is read for somebody who is not listed any more and was not among the dismissed of those days.')
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const WEBHOOK = { header: 'x-webhook-secret', usual: 'path_token' } as const

export const Credentials = Type.Object({
  token: secretText('Of Configurações → API, one per company (CNPJ).'),
  webhook: Type.Optional(chosenCredentials(WEBHOOK)),
  signature_secret: Type.Optional(secretText('What Convenia shows for its header signature, if it shows anything. It proves nothing here: a warning on each message says whether the signature is the HMAC-SHA256 of the body under this secret.'))
}, { additionalProperties: false })
export type Credentials = Omit<Static<typeof Credentials>, 'webhook'> & { webhook?: ChosenCredentials }

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  details: Type.Optional(Type.Boolean({ default: true, description: 'Whether everybody is read once more by id: only there are CPF, phones, personal e-mail and custom fields. One call per person, so a thousand people take some 23 minutes. false: a thousand people are a few calls.' })),
  changes_by: Type.Optional(words(['none', 'dates'], { default: 'none', description: 'What a run reads between two reads of everybody. none: everybody each time. dates: who was hired or dismissed within dismissed_days; edits then come by webhook, or when everybody is read.' }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>
