import { DTO, member, type Element, type Tree } from './envelope.ts'

export interface Contract {
  company: string
  number: string
  pessoaId: string
  name: string
  cpf: string
  email: string
  title: string
  unit: string
  hired: string
  /** `type`: what TiposDeSituacoes asks for. */
  situation: { type: number, code: number, wording: string, since: string }
  /** What the feed of rescissions says beside the operation, where a vendor's does. */
  rescission?: { date?: string, reason?: string }
  admission: number
  manager?: { company: string, number: string }
}

export interface Control {
  companies: Map<string, string>
  /** By company:number. */
  contracts: Map<string, Contract>
  /** What was done to which contract on which day: 1 included, 2 altered, 3 excluded. */
  log: { id: string, operation: number, date: string, feed: '' | 'PorRescisao' | 'PorAfastamento' | 'PorMovimentacao' }[]
  requests: { operation: string, company: string }[]
  pageSize: number
  firstPage: number
  /** Whether names end with V2 and V3, whether a contract names its situation, and whether anything but a feed says since when. */
  versions: boolean
  namesSituation: boolean
  namesSince: boolean
  /** How the list takes a filter by CPF: as asked, as if there were none, or by one of several refusals. */
  filterByCpf: 'heeded' | 'ignored' | keyof typeof REFUSALS
  /** Operations that this customer's services do not have, and such as take no filter of ours. */
  lacking: Set<string>
  refusing: Set<string>
  fail (status: number, times?: number, after?: number): void
}

/** A text: an inconsistency. `fault`: none of the kinds of answer. */
export type Result = string | (Tree & { retorno: Tree }) | { tipo: number, message: string } | { fault: string }

/** What a service may say to a filter whose field it does not know. */
const REFUSALS = {
  inconsistency: 'O campo informado para o filtro é inválido.',
  error: { tipo: 2, message: 'Erro ao aplicar o filtro.' },
  'error about a permission': { tipo: 2, message: 'Sem permissão para filtrar pelo campo.' },
  fault: { fault: 'DeserializationFailed' },
  'not processed': { tipo: 3, message: 'Não processado.' }
} satisfies Record<string, Result>
interface Operation { members: string[], run (control: Control, filter: Element): Result }

const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'
const MOST = 50
const DAY_MS = 86_400_000
const CHANGES = ['CodigoDaEmpresa', 'ListaDeMatriculas', 'PeriodoDeBusca', 'TipoDeDadosModificados', 'TiposDeOperacoes', 'TiposDeSituacao']

const textsIn = (element: Element | undefined, type: string): string[] => (element?.members ?? []).filter(({ name }) => name === `{${ARRAYS}}${type}`).map(({ text }) => text)
const at = (element: Element, ...path: string[]): Element | undefined => member(element, DTO, ...path)

export const OPERATIONS: Record<string, Operation> = {
  'v1/ServicoDeEmpresa/ConsultarLista': {
    members: [],
    run: ({ companies }) => ({ retorno: { Empresa: [...companies].map(([Codigo, Descricao]) => ({ Codigo, Descricao })) } })
  },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaPorDemanda': {
    members: ['PaginaAtual', 'Empresas', 'Estabelecimentos', 'FiltrosEspecificos', 'TiposDeSituacoes'],
    run: byDemand
  },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaPorEmpresa': {
    members: ['CodigoDaEmpresa', 'ListaDeMatriculas'],
    run (control, filter) {
      const numbers = textsIn(at(filter, 'ListaDeMatriculas'), 'string')
      if (numbers.length === 0 || numbers.length > MOST) return 'A lista deve ter de 1 a 50 matrículas.'
      const found = numbers.flatMap((number) => control.contracts.get(`${at(filter, 'CodigoDaEmpresa')?.text}:${number}`) ?? [])
      return { retorno: { [control.versions ? 'ContratoDeTrabalhoV3' : 'ContratoDeTrabalho']: found.map((each) => whole(each, control)) } }
    }
  },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaDeModificados': { members: CHANGES, run: (control, filter) => modified(control, filter, '') },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaDeModificadosPorRescisao': { members: CHANGES, run: (control, filter) => modified(control, filter, 'PorRescisao') },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaDeModificadosPorAfastamento': { members: CHANGES, run: (control, filter) => modified(control, filter, 'PorAfastamento') },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaDeModificadosPorMovimentacao': { members: CHANGES, run: (control, filter) => modified(control, filter, 'PorMovimentacao') },
  'v2/ServicoDeContratoDeTrabalho/ConsultarListaDeGestorImediato': {
    members: ['Colaborador', 'TiposDeSituacoes'],
    run (control, filter) {
      const contract = control.contracts.get(`${at(filter, 'Colaborador', 'Empresa', 'Codigo')?.text}:${at(filter, 'Colaborador', 'Matricula')?.text}`)
      return { retorno: contract?.manager === undefined ? {} : { Gestor: identified(contract.manager) } }
    }
  },
  'v2/ServicoDeColaborador/ConsultarLista': {
    members: ['ListaDePessoaId'],
    run (control, filter) {
      const ids = textsIn(at(filter, 'ListaDePessoaId'), 'string')
      if (ids.length === 0 || ids.length > MOST) return 'A lista deve ter de 1 a 50 pessoas.'
      const people = new Map([...control.contracts.values()].map((each) => [each.pessoaId, each]))
      return { retorno: { [control.versions ? 'ColaboradorV3' : 'Colaborador']: ids.flatMap((id) => people.get(id) ?? []).map((each) => ({ Pessoa: person(each, control) })) } }
    }
  }
}

function byDemand ({ contracts, pageSize, firstPage, filterByCpf, namesSince }: Control, filter: Element): Result {
  const company = at(filter, 'Empresas', 'FiltroComCodigoNumerico', 'Codigo')?.text
  const types = textsIn(at(filter, 'TiposDeSituacoes'), 'int').map(Number)
  const special = at(filter, 'FiltrosEspecificos', 'FiltroDeCamposEspecificos')
  const named = special === undefined ? undefined : at(special, 'Campo')?.text
  if (named === '3' && filterByCpf !== 'heeded' && filterByCpf !== 'ignored') return REFUSALS[filterByCpf]
  const field = named === '3' && filterByCpf === 'ignored' ? undefined : named
  const values = special === undefined ? [] : textsIn(at(special, 'ValoresParaFiltrar'), 'string')
  const all = [...contracts.values()].filter((each) => (company === undefined || each.company === company) && (types.length === 0 || types.includes(each.situation.type)) &&
    (field === undefined || (field === '3' ? values.includes(each.cpf) : (field === '1' ? each.situation.since : each.hired) >= values[0]!)))
  const page = Number(at(filter, 'PaginaAtual')?.text ?? firstPage) - firstPage
  const listed = page < 0 ? [] : all.slice(page * pageSize, (page + 1) * pageSize)
  return {
    NumeroDaPagina: page,
    QuantidadePorPagina: pageSize,
    TotalDePaginas: Math.ceil(all.length / pageSize),
    TotalGeral: all.length,
    retorno: { ContratoDeTrabalhoParcial: listed.map((each) => ({ ...partial(each), ...(!namesSince && { DataInicioSituacaoAtual: null }) })) }
  }
}

function modified ({ log, contracts }: Control, filter: Element, feed: string): Result {
  const [from, until] = ['DataInicio', 'DataFim'].map((each) => at(filter, 'PeriodoDeBusca', each)?.text ?? '')
  if (![from, until].every((each) => /^\d{4}-\d{2}-\d{2}$/.test(each!)) || from! > until!) return 'O período de busca é inválido.'
  if (Date.parse(until!) - Date.parse(from!) > 30 * DAY_MS) return 'O período de busca não pode ser maior que 30 dias.'
  const company = at(filter, 'CodigoDaEmpresa')?.text
  const types = textsIn(at(filter, 'TiposDeSituacao'), 'int').map(Number)
  const wanted = (at(filter, 'TiposDeOperacoes')?.members ?? []).map((each) => Number(at(each, 'Valor')?.text))
  const found = log.filter((each) => each.feed === feed && each.id.startsWith(`${company}:`) && each.date >= from! && each.date <= until! && wanted.includes(each.operation))
    .filter(({ id }) => types.length === 0 || types.includes(contracts.get(id)?.situation.type ?? types[0]!))
  return {
    retorno: {
      ContratoDeTrabalhoModificado: found.map(({ id, operation, date }) => ({
        Contrato: identified({ company: id.split(':')[0]!, number: id.split(':')[1]! }),
        ...(feed === 'PorRescisao' && told(contracts.get(id)?.rescission)),
        Operacoes: { OperacaoRealizada: { Data: date, Hora: '10:00:00', TipoDeOperacao: { Valor: operation } } }
      }))
    }
  }
}

const told = ({ date, reason }: NonNullable<Contract['rescission']> = {}): Tree => ({ ...(date !== undefined && { DataDaRescisao: `${date}T00:00:00` }), ...(reason !== undefined && { MotivoDaRescisao: { Codigo: 3, Descricao: reason } }) })

const identified = ({ company, number }: { company: string, number: string }): Tree => ({ Empresa: { Codigo: company }, Matricula: number })
const situation = ({ situation: { code, wording } }: Contract): Tree => ({ Codigo: code, Descricao: wording })

const partial = (each: Contract): Tree => ({
  Cargo: { Codigo: 10, Descricao: each.title },
  CentroDeCusto: { Codigo: 20, Descricao: 'Administração' },
  DataAdmissao: `${each.hired}T00:00:00`,
  DataInicioSituacaoAtual: `${each.situation.since}T00:00:00`,
  Empresa: { Codigo: each.company, Descricao: 'Exemplo Ltda.' },
  Estabelecimento: { Codigo: 1, Descricao: 'Matriz' },
  Matricula: each.number,
  Pessoa: { Cpf: each.cpf, Nome: each.name, PessoaId: each.pessoaId },
  SituacaoDoColaborador: situation(each)
})

function whole (each: Contract, { versions, namesSituation, namesSince }: Control): Tree {
  const v2 = versions ? 'V2' : ''
  return {
    [`AlocacaoDoContrato${v2}`]: {
      CargoEFuncaoEfetivo: { Cargo: { Codigo: 10, Descricao: each.title } },
      CentroDeCusto: { Codigo: 20, Descricao: 'Administração' },
      Estabelecimento: { Codigo: 1, Descricao: 'Matriz' },
      ListaDeGestores: each.manager === undefined ? null : { Gestor: [identified(each.manager)] },
      UnidadeOrganizacional: { Codigo: 30, Descricao: each.unit }
    },
    [`DadosGeraisDoContrato${v2}`]: { DataAdmissao: `${each.hired}T00:00:00`, TipoDeAdmissao: each.admission, Salario: '9999.99' },
    ...(namesSituation && namesSince && { DataInicioSituacaoAtual: `${each.situation.since}T00:00:00` }),
    Empresa: { Codigo: each.company, Descricao: 'Exemplo Ltda.' },
    Matricula: each.number,
    Pessoa: { PessoaId: each.pessoaId },
    ...(namesSituation && { SituacaoDoColaborador: situation(each) })
  }
}

const person = (each: Contract, { versions }: Control): Tree => ({
  Contato: { EmailCorporativo: each.email, EmailParticular: null },
  [`DadosPessoaisFicha${versions ? 'V2' : ''}`]: { CpfCnpj: each.cpf, DataDeNascimento: null, Nome: each.name },
  Dependentes: { Dependente: { Nome: 'Alguém' } },
  RacaCor: { Codigo: 4, Descricao: 'Uma cor' },
  PessoaId: each.pessoaId
})
