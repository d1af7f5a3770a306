import { Type } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'

/** The notifications about a person's record, and what each says. */
export const ACTIONS: ReadonlyMap<string, 'hire' | 'change' | 'termination'> = new Map([
  ['novo_colaborador', 'hire'], ['edicao_colaborador', 'change'], ['demissao_colaborador', 'termination']
] as const)

/** Known notifications about something else. */
export const OTHERS: ReadonlySet<string> = new Set([
  'nova_ocorrencia', 'novo_absenteismo', 'nova_resposta_pesquisa', 'novo_curriculo', 'nova_inscricao', 'mudanca_etapa'
])

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
