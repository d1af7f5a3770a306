import { Type, type Static } from '@sinclair/typebox'
import type { SourceIo } from '../../domain/reading.ts'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'
import { baseUrl, requestsPerSecond, secretText } from '../reading/settings.ts'

export const CONTRACTS = 'v2/ServicoDeContratoDeTrabalho'
export const PEOPLE = 'v2/ServicoDeColaborador'
export const COMPANIES = 'v1/ServicoDeEmpresa'
export const SITUATIONS = [1, 2, 3, 4, 5]
export const CHANGES_BY = ['', 'PorRescisao', 'PorAfastamento', 'PorMovimentacao'].map((by) => `ConsultarListaDeModificados${by}`)
/** The most that a list of numbers or ids may hold. */
export const MOST_LISTED = 50

const service = (usual: string, what: string) =>
  Type.Optional(Type.String({ pattern: '^v\\d{1,2}/[A-Za-z]{1,80}$', default: usual, description: `Version and service of ${what}, spelled as in its WSDL: the namespace and the SOAPAction are made of it.` }))

export const Settings = Type.Object({
  base_url: baseUrl(undefined, 'Address of the services, without version and service: there is one for tests and one for production. Without a slash at the end.'),
  requests_per_second: requestsPerSecond(2),
  contract_service: service(CONTRACTS, 'contracts'),
  person_service: service(PEOPLE, 'people'),
  company_service: service(COMPANIES, 'companies'),
  companies: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 999_999_999 }), { minItems: 1, maxItems: 500, uniqueItems: true, description: 'Codes of the companies that are read. Absent: all that the service of companies lists.' })),
  situations: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 99 }), { minItems: 1, maxItems: 20, uniqueItems: true, default: SITUATIONS, description: 'Types of situation that are read; 5 is Rescisão.' })),
  first_page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, default: 1, description: 'Number of the first page of ConsultarListaPorDemanda.' })),
  batch: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_LISTED, default: MOST_LISTED, description: 'How many contracts or people are asked for by one call: 50 at most.' })),
  details: Type.Optional(Type.Array(words(['contract', 'person']), { uniqueItems: true, default: ['contract', 'person'], description: 'What is read beside the list: contract by ConsultarListaPorEmpresa, person by ConsultarLista of the service of people. The e-mail stands there only.' })),
  managers_by: Type.Optional(words(['contract', 'ConsultarListaDeGestorImediato'], { default: 'contract', description: 'contract: by ListaDeGestores. ConsultarListaDeGestorImediato: one call more for everybody who is employed.' })),
  changes_by: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Za-z]{1,80}$' }), { maxItems: 10, uniqueItems: true, default: CHANGES_BY, description: 'Operations of the service of contracts that say who changed. An empty list: every run reads everybody.' })),
  overlap_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 30, default: 1, description: 'How many days further back changes are looked for: the period is one of days.' }))
}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

export const Credentials = Type.Object({
  Usuario: Type.String({ minLength: 1, maxLength: 255, description: 'The user of the integration.' }),
  Senha: secretText('Their password.'),
  GuidTenant: Type.String({ minLength: 1, maxLength: 100, description: 'Code of the customer, from the portal.', examples: ['00000000-0000-4000-8000-000000000000'] }),
  Ambiente: Type.Union([Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), Type.String({ pattern: '^\\d{1,10}$' })], { description: 'Code of the environment, from the portal: a number.', examples: [31] })
}, { additionalProperties: false })
export type Credentials = Static<typeof Credentials>

export const Options = Type.Object({
  ...MAPPING_OPTIONS,
  transfer_types: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 99 }), { maxItems: 20, uniqueItems: true, default: [2, 3, 4, 6, 7], description: 'Types of admission by which a contract follows another one of the same person: transfers, succession, another CPF.' })),
  transfer_reasons: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 50, description: 'Reasons of a rescission that are a transfer: such a contract ends only when the one that follows it is there.', examples: [['Transferência entre empresas']] }))
}, { additionalProperties: false })
export type Options = Static<typeof Options>

export type Io = SourceIo<Settings, Credentials, Options>
