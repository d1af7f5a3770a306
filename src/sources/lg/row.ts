import type { RowReading } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import type { Field } from '../mapping/fields.ts'
import { REASONS } from '../mapping/portuguese.ts'
import { rowFrom } from '../mapping/row.ts'
import { COMPANY, CPF, endsIn, movedBy, NUMBER, ofPerson, partsOf, reasonIn, sinceIn, STATUSES, statusOf } from './contract.ts'
import { rescissionIn } from './rescission.ts'
import type { Options } from './settings.ts'
import { at, firstOf, itemsIn, wordIn } from './wire.ts'

const PLACED = ['AlocacaoDoContrato.', 'Alocacao.', 'DadosGeraisDoContrato.', 'DadosGerais.', '']
const named = (names: string[]): string[] => names.flatMap((name) => PLACED.flatMap((place) => [`${place}${name}.Descricao`, `${place}${name}.Nome`]))

/** Where things stand, without the versions that names may have. */
const PATHS: { [F in Field]?: string[] } = {
  cpf: CPF,
  full_name: ofPerson(['Nome', 'NomeCompleto']),
  birth_date: ofPerson(['DataDeNascimento', 'DataNascimento']),
  work_email: ofPerson(['Contato.EmailCorporativo', 'EmailCorporativo']),
  personal_email: ofPerson(['Contato.EmailParticular', 'EmailParticular']),
  hire_date: ['DadosGeraisDoContrato.DataAdmissao', 'DadosGerais.DataAdmissao', 'DataAdmissao', 'DadosGeraisDoContrato.DataDeAdmissao', 'DadosGerais.DataDeAdmissao', 'DataDeAdmissao'],
  job_title: named(['CargoEFuncaoEfetivo.Cargo', 'Cargo']),
  department: named(['UnidadeOrganizacional']),
  location: named(['Estabelecimento']),
  cost_center: named(['CentroDeCusto']),
  company_name: named(['Empresa'])
}

const COMPUTED = ['company_code', 'employee_number', 'status', 'termination_date', 'termination_reason', 'leave_from', 'manager_source_id', 'manager_company_code', 'manager_employee_number', 'manager_name'] as const
const FIELDS = Object.fromEntries([...Object.keys(PATHS), ...COMPUTED].map((name) => [name, [`known.${name}`]]))
const MANAGERS = ['AlocacaoDoContrato.ListaDeGestores', 'Alocacao.ListaDeGestores', 'ListaDeGestores']

/** What a contract, its item of the list and its person say. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  const { company, number } = record
  if (typeof company !== 'string' || typeof number !== 'string') return { kind: 'unclear', reason: 'The record names no company or no registration number.' }
  const parts = partsOf(record)
  const known: Json = Object.fromEntries(Object.entries(PATHS).map(([name, paths]) => [name, firstOf(parts, paths)]))
  const status = statusOf(record, options)
  if (status === undefined && options.mapping?.status === undefined) return { kind: 'unclear', reason: 'The record names no situation: say in options.mapping.status where it stands.' }
  const ended = endsIn(record, options)
  const since = sinceIn(record)
  const rescission = rescissionIn(record)
  const reason = reasonIn(record) ?? rescission.reason
  const moved = ended && (isObject(record.goes_on) || movedBy(reason, options))
  return await rowFrom({
    ...record,
    known: {
      ...known,
      ...managerOf(record, parts, company),
      company_code: company,
      employee_number: number,
      // Who goes on with another CPF has that one.
      ...(moved && isObject(record.goes_on) && typeof record.goes_on.cpf === 'string' && record.goes_on.cpf !== '' && { cpf: record.goes_on.cpf }),
      // A contract that goes on under another number ends, and not the person.
      status: moved ? 'transferred' : status,
      termination_date: ended ? since ?? rescission.date : undefined,
      termination_reason: ended && !moved ? reason : undefined,
      leave_from: since
    }
  }, { fields: FIELDS, statuses: STATUSES, reasons: REASONS }, options).then(away)
}

/** The beginning of the situation is that of an absence only where it is one. */
function away (reading: RowReading): RowReading {
  if (reading.kind !== 'row' || reading.told.standing === 'away') return reading
  const { leave: _, ...told } = reading.told
  return { kind: 'row', told }
}

/** The first manager of the look-up or of the contract; an empty list of either: none. */
function managerOf ({ managers, contract }: Json, parts: Json[], company: string): Json {
  const lists = [managers, ...parts.flatMap((part) => MANAGERS.map((path) => at(part, path)))]
  const [first] = lists.flatMap((list) => itemsIn(list, NUMBER))
  if (first === undefined) return Array.isArray(managers) || (isObject(contract) && lists.includes(null)) ? { manager_source_id: null } : {}
  const number = wordIn(first, NUMBER)!
  const code = wordIn(first, COMPANY) ?? company
  return { manager_source_id: `${code}:${number}`, manager_company_code: code, manager_employee_number: number, manager_name: wordIn(first, ['Nome', 'Pessoa.Nome']) }
}
