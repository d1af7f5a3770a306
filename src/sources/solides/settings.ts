import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS, type MappingOptions } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'
import { chosenCredentials, type ChosenCredentials } from '../verify/choice.ts'
import { WIRE_FIELDS, type WireField } from './paths.ts'

/** The most that a page of the API holds. */
const MOST_ON_A_PAGE = 150

export const Settings = Type.Object({
  base_url: Type.Optional(baseUrl('https://app.solides.com/pt-BR/api/v1', 'Address of the API, with the language in it (pt-BR, en or es), without a slash at the end.')),
  requests_per_second: requestsPerSecond(1),
  page_size: Type.Optional(Type.Integer({ minimum: 10, maximum: MOST_ON_A_PAGE, default: MOST_ON_A_PAGE, description: 'People on a page.' })),
  include_inactive: Type.Optional(Type.Boolean({ default: true, description: 'status=todos: leavers are listed, too. false: only active people are; whoever is missing from several complete reads has left.' })),
  each_by_id: Type.Optional(Type.Boolean({ default: false, description: 'Whether everybody on a page is read once more by id, for accounts whose list leaves out what the single record has: one call more per person.' }))
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const HEADER = { header: 'x-webhook-secret' }
const PROOF = chosenCredentials(HEADER)

/** What proves a webhook stands in `webhook`; of those who set it up before there was one, beside the token. */
export type Credentials = { token?: string, webhook?: ChosenCredentials, verify?: never, secret?: never } | ChosenCredentials & { token?: string, webhook?: never }

const having = (name: string) => ({ properties: { [name]: {} }, required: [name] })

/** Who is only read has a token and nothing else; who is only told has what proves a webhook, which has to be complete. */
export const Credentials = Type.Unsafe<Credentials>({
  type: 'object',
  additionalProperties: false,
  properties: {
    token: secretText('For reading: Configurações → Ativar API de Integração. Alone it is enough, and webhooks are refused. Absent: nobody is read.'),
    webhook: PROOF,
    ...Object.fromEntries(Object.entries(PROOF.properties as Record<string, object>).map(([name, schema]) => [name, { ...schema, deprecated: true }]))
  },
  if: { type: 'object', ...having('webhook') },
  else: {
    if: { type: 'object', ...having('token'), maxProperties: 1 },
    else: { allOf: PROOF.allOf }
  }
})

/** What proves a webhook, in whichever of the two places it stands; undefined: nothing does. */
export function proofIn ({ token: _, webhook, ...beside }: Credentials): ChosenCredentials | undefined {
  if (webhook !== undefined) return webhook
  return Object.keys(beside).length === 0 ? undefined : beside as ChosenCredentials
}

const Paths = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 10 })

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  edit_as: Type.Optional(words(['change', 'upsert'], { default: 'change', description: 'What edicao_colaborador says: change, what is in it; upsert, the full current row, which may also create.' })),
  webhook_as: Type.Optional(words(['event', 'hint'], { default: 'event', description: 'event: a webhook is believed as it is. hint: whoever it names by dados.id is read back by the API, which takes the token; without an id it is believed.' })),
  paths: Type.Optional(Type.Partial(
    Type.Object(Object.fromEntries(WIRE_FIELDS.map((name) => [name, Paths])) as Record<WireField, typeof Paths>),
    { additionalProperties: false, description: 'The older form of mapping, which comes before it: lists of places only, the first that holds something wins; an empty list is never told. source_id: where dados has the id of the person.', examples: [{ business_unit: ['diretoria.nome'] }] }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>

/** The owner's places in one form. */
export function withPaths ({ paths: { source_id: _, ...paths } = {}, ...options }: Options): MappingOptions & { organisation?: boolean } {
  return { ...options, mapping: { ...paths, ...options.mapping } }
}
