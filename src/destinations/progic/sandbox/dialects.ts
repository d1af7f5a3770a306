import type { Field } from './person.ts'

/** One way in which the endpoint could be written down: names, places and forms. Nothing of it is the vendor's, whose page is not public. */
export interface Dialect {
  token: { path: string, client: 'post' | 'basic' }
  /** `:id`, `:company` and `:number` are places. */
  routes: Record<'create' | 'update' | 'remove' | 'one', { method: string, path: string }> & { list?: { method: string, path: string } }
  /** Whether an update says everything: what it leaves out is emptied. */
  replaces: boolean
  names: Record<Field, string>
  extras: { path: string, list?: { name: string, value: string } }
  /** Where the fields stand in a body. */
  wrap?: string
  /** What a body may say beside the fields. */
  beside: readonly string[]
  date: { pattern: RegExp, of (iso: string): string, iso (text: string): string }
  phone: RegExp
  flags: [yes: unknown, no: unknown]
  group: 'string' | 'number'
  /** Query parameters of the list. */
  query: { company: string, number: string, page: string, size: string }
  answers: {
    made (id: string, item: object): { status: number, body: unknown }
    changed (item: object): { status: number, body: unknown }
    removed: { status: number, body: unknown }
    one (item: object): unknown
    list (items: object[], page: number, total: number): unknown
    refused (code: Code, fields: string[], id?: string): { status: number, body: unknown }
  }
}

export const CODES = ['exists', 'missing', 'group', 'scope', 'invalid', 'nowhere', 'throttled'] as const
export type Code = typeof CODES[number]

const STATUS: Record<Code, number> = { exists: 409, missing: 404, group: 403, scope: 403, invalid: 422, nowhere: 404, throttled: 429 }

/** English names, nested; PUT replaces; ids; a list with pages. */
const portal: Dialect = {
  token: { path: '/oauth/token', client: 'post' },
  routes: {
    create: { method: 'POST', path: '/v1/employees' },
    update: { method: 'PUT', path: '/v1/employees/:id' },
    remove: { method: 'DELETE', path: '/v1/employees/:id' },
    one: { method: 'GET', path: '/v1/employees/:id' },
    list: { method: 'GET', path: '/v1/employees' }
  },
  replaces: true,
  names: {
    company: 'company.code',
    number: 'registration',
    pin: 'pin',
    first: 'employee.firstName',
    last: 'employee.lastName',
    socialFirst: 'employee.socialName',
    socialLast: 'employee.socialSurname',
    mobile: 'contacts.mobile',
    workEmail: 'contacts.workEmail',
    personalEmail: 'contacts.personalEmail',
    unit: 'unit',
    department: 'department',
    title: 'jobTitle',
    born: 'birthDate',
    hired: 'hireDate',
    vacationFrom: 'vacation.start',
    vacationUntil: 'vacation.end',
    showBirthday: 'flags.showBirthday',
    showTenure: 'flags.showTenure',
    showVacation: 'flags.showVacation',
    group: 'idgroup'
  },
  extras: { path: 'extra' },
  beside: [],
  date: { pattern: /^\d{4}-\d{2}-\d{2}$/, of: (iso) => iso, iso: (text) => text },
  phone: /^\+\d{8,15}$/,
  flags: [true, false],
  group: 'string',
  query: { company: 'companyCode', number: 'registration', page: 'page', size: 'size' },
  answers: {
    made: (_id, item) => ({ status: 201, body: item }),
    changed: (item) => ({ status: 200, body: item }),
    removed: { status: 204, body: undefined },
    one: (item) => item,
    list: (items, page, total) => ({ content: items, page: { number: page, total } }),
    refused: (code, fields, id) => ({ status: STATUS[code], body: { error: { code: code.toUpperCase(), message: `refused: ${code}`, fields, ...(id !== undefined && { id }) } } })
  }
}

/** Portuguese names, flat, in an envelope; only what changed; company and number in the path; no ids, no list. */
const rh: Dialect = {
  token: { path: '/autenticacao/token', client: 'basic' },
  routes: {
    create: { method: 'POST', path: '/api/colaboradores/incluir' },
    update: { method: 'POST', path: '/api/colaboradores/:company/:number/alterar' },
    remove: { method: 'POST', path: '/api/colaboradores/:company/:number/excluir' },
    one: { method: 'GET', path: '/api/colaboradores/:company/:number' }
  },
  replaces: false,
  names: {
    company: 'codigoEmpresa',
    number: 'matricula',
    pin: 'cpf',
    first: 'nome',
    last: 'sobrenome',
    socialFirst: 'nomeSocial',
    socialLast: 'sobrenomeSocial',
    mobile: 'celular',
    workEmail: 'emailCorporativo',
    personalEmail: 'emailPessoal',
    unit: 'unidade',
    department: 'departamento',
    title: 'cargo',
    born: 'nascimento',
    hired: 'admissao',
    vacationFrom: 'feriasInicio',
    vacationUntil: 'feriasFim',
    showBirthday: 'exibeAniversario',
    showTenure: 'exibeTempoDeCasa',
    showVacation: 'exibeFerias',
    group: 'idgroup'
  },
  extras: { path: 'camposExtras', list: { name: 'campo', value: 'valor' } },
  wrap: 'colaborador',
  beside: ['motivo'],
  date: {
    pattern: /^\d{2}\/\d{2}\/\d{4}$/,
    of: (iso) => iso.split('-').reverse().join('/'),
    iso: (text) => text.split('/').reverse().join('-')
  },
  phone: /^\d{10,11}$/,
  flags: ['S', 'N'],
  group: 'number',
  query: { company: '', number: '', page: '', size: '' },
  answers: {
    made: (_id, item) => ({ status: 200, body: { sucesso: true, dados: item } }),
    changed: () => ({ status: 200, body: { sucesso: true } }),
    removed: { status: 200, body: { sucesso: true } },
    one: (item) => ({ sucesso: true, dados: item }),
    list: () => ({}),
    // A no comes with 200, too.
    refused: (code) => ({ status: code === 'throttled' ? 429 : code === 'nowhere' ? 404 : 200, body: code === 'nowhere' ? undefined : { sucesso: false, erro: { codigo: WORDS[code], mensagem: `recusado: ${code}` } } })
  }
}

const WORDS: Record<Code, string> = { exists: 'JA_EXISTE', missing: 'NAO_ENCONTRADO', group: 'GRUPO_NAO_LIBERADO', scope: 'ESCOPO', invalid: 'DADOS_INVALIDOS', nowhere: '', throttled: 'AGUARDE' }

export const DIALECTS = { portal, rh }
export type DialectName = keyof typeof DIALECTS
