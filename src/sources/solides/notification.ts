import { Type, type Static } from '@sinclair/typebox'
import { Reason, REASONS, words } from '../../domain/fields.ts'
import { WIRE_FIELDS, type WireField } from './paths.ts'

/** The notifications about a person's record, and what each says. */
export const ACTIONS: ReadonlyMap<string, 'hire' | 'change' | 'termination'> = new Map([
  ['novo_colaborador', 'hire'], ['edicao_colaborador', 'change'], ['demissao_colaborador', 'termination']
] as const)

/** Known notifications about something else. */
export const OTHERS: ReadonlySet<string> = new Set([
  'nova_ocorrencia', 'novo_absenteismo', 'nova_resposta_pesquisa', 'novo_curriculo', 'nova_inscricao', 'mudanca_etapa'
])

export const SolidesOptions = Type.Object({
  default_reason: Type.Optional(words([...REASONS], { description: 'Reason of a termination that carries none. Unset: the termination is held and asked about.' })),
  reasons: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 255 }), Reason, {
    maxProperties: 200, description: "What the vendor's wordings mean, beside and before the table in the source's README.", examples: [{ 'Acordo entre as partes': 'voluntary' }]
  })),
  company_code: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'Company of every registration number from this account, when one account is one company.', examples: ['01'] })),
  edit_as: Type.Optional(words(['change', 'upsert'], { default: 'change', description: 'What edicao_colaborador says: change, what is in it; upsert, the full current row, which may also create.' })),
  paths: Type.Optional(Type.Partial(
    Type.Object(Object.fromEntries(WIRE_FIELDS.map((name) => [name, Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 10 })])) as Record<WireField, ReturnType<typeof Type.Array<ReturnType<typeof Type.String>>>>),
    { additionalProperties: false, description: 'Where a field stands in dados, instead of the known names: dotted paths, the first that holds something wins; an empty list is never told.', examples: [{ business_unit: ['diretoria.nome'] }] }))
}, { additionalProperties: false })
export type SolidesOptions = Static<typeof SolidesOptions>

/** What the vendor posts, for the page that integrators read. Both spellings of each member are accepted. */
export const SolidesNotification = Type.Object({
  acao: words([...ACTIONS.keys(), ...OTHERS], { description: 'Also accepted as event or evento.' }),
  dados: Type.Record(Type.String(), Type.Unknown(), { description: 'The person. Also accepted as data.' })
}, {
  description: 'A notification of Sólides Gestão, proved by a static header.',
  examples: [{
    acao: 'demissao_colaborador',
    dados: { nome: 'Ana Souza', email: 'ana.souza@example.com', matricula: '00123', data_demissao: '30/04/2026', documentos: { cpf: '529.982.247-25' } }
  }]
})
