import type { TerminationReason } from '../../domain/fields.ts'
import type { RowReading, Standing } from '../../domain/reading.ts'
import { dateFrom } from '../dates.ts'
import { isObject, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { rowFrom, type Defaults } from '../mapping/row.ts'
import { contractOf, takes } from './kinds.ts'
import { cpfOf, whole } from './numbers.ts'
import type { Options } from './settings.ts'

/** SITAFA by its code, and wordings of DESSIT that mean the same wherever the list was not edited. */
const STATUSES: Record<string, Standing> = {
  1: 'active',
  7: 'ended',
  transferred: 'transferred',
  Trabalhando: 'active',
  Férias: 'active',
  Demitido: 'ended',
  'Auxílio Doença': 'away',
  'Acidente de Trabalho': 'away',
  'Acidente Trabalho': 'away',
  'Licença Maternidade': 'away',
  'Licença Paternidade': 'away',
  'Serviço Militar': 'away',
  'Licença Remunerada': 'away',
  'Licença sem Remuneração': 'away',
  'Licença não Remunerada': 'away',
  Afastado: 'away'
}

/** The usual list of causes; the rest is neither's will and no end that was agreed in the contract. */
const CAUSES: Record<string, TerminationReason> = {
  1: 'involuntary', 2: 'involuntary', 13: 'involuntary', 15: 'involuntary', 3: 'voluntary', 4: 'voluntary', 11: 'voluntary', 14: 'voluntary', 12: 'contract_end', 26: 'not_applicable'
}

const FIELDS: Defaults['fields'] = {
  employee_number: ['number'],
  company_code: ['company'],
  cpf: ['cpf'],
  full_name: ['contract.NOMFUN', 'admitted.nomFun'],
  work_email: ['contact.EMACOM'],
  personal_email: ['contact.EMAPAR'],
  birth_date: ['contract.DATNAS', 'admitted.datNas'],
  sex: ['sex'],
  status: ['status'],
  worker_type: ['kind'],
  job_title: ['title.TITCAR', 'admitted.titCar'],
  department: ['place.NOMLOC'],
  cost_center: ['cost_center.NOMCCU'],
  hire_date: ['contract.DATADM', 'admitted.datAdm'],
  termination_date: ['ending.date'],
  termination_reason: ['ending.cause']
}

/** What a contract of R034FUN, or of ColaboradoresAdmitidos, and the tables beside it say. */
export async function contractRow (record: Json, options: Options): Promise<RowReading> {
  const own = isObject(record.contract) ? record.contract : undefined
  const listed = isObject(record.admitted) ? record.admitted : undefined
  const of = (column: string, name: string): string | undefined => textIn(own?.[column] ?? listed?.[name])
  const type = of('TIPCOL', 'tipCol')
  const left = takes(type === undefined ? undefined : whole(type), options)
  if (left !== undefined) return left

  const status = statusOf(of('SITAFA', 'sitAfa'), isObject(record.situation) ? textIn(record.situation.DESSIT) : textIn(listed?.desSit), options)
  const ended = status !== undefined && meaning<string>(status, options.statuses, STATUSES) === 'ended'
  const ending = endingOf(record.dismissals, dateOf(of('DATADM', 'datAdm')), ended)
  const moved = ending?.cause !== undefined && options.transfer_causes?.some((each) => whole(each) === ending.cause) === true
  const [number, company, cpf, sex] = [of('NUMCAD', 'numCad'), of('NUMEMP', 'numEmp'), of('NUMCPF', 'numCpf'), of('TIPSEX', 'tipSex')]
  const kind = contractOf(type === undefined ? undefined : whole(type), of('TIPCON', 'tipCon'))
  return await rowFrom({
    ...record,
    ...(number !== undefined && { number: whole(number) }),
    ...(company !== undefined && { company: whole(company) }),
    ...(cpf !== undefined && { cpf: cpfOf(cpf) }),
    ...(sex !== undefined && /^[MF]$/i.test(sex) && { sex: sex.toUpperCase() }),
    ...(kind !== undefined && { kind }),
    // A transfer that is still to come says nothing yet; one that took place ends this number, and not the person.
    ...(status !== undefined && { status: moved && ended ? 'transferred' : status }),
    ...(ending !== undefined && !(moved && !ended) && { ending: moved ? { date: ending.date } : ending })
  }, { fields: FIELDS, statuses: STATUSES, reasons: { ...(ending?.cause !== undefined && { [ending.cause]: 'not_applicable' as const }), ...CAUSES } }, options)
}

/** The code or the wording, whichever is translated, the owner's tables before the known ones; the code where neither is. */
function statusOf (code: string | undefined, wording: string | undefined, { statuses: own }: Options): string | undefined {
  const number = code === undefined ? undefined : whole(code)
  const words = [number, wording].filter((each) => each !== undefined)
  return words.find((each) => meaning<string>(each, own) !== undefined) ?? words.find((each) => meaning<string>(each, STATUSES) !== undefined) ?? number ?? wording
}

/**
 * The last dismissal of this contract. One before its first day belongs to an earlier one; one that has an end was taken back,
 * unless the contract is said to have ended.
 */
function endingOf (dismissals: unknown, hired: string | undefined, ended: boolean): { date: string, cause?: string } | undefined {
  const all = (Array.isArray(dismissals) ? dismissals : []).filter(isObject).flatMap(({ DATAFA, DATTER, CAUDEM }) => {
    const date = dateOf(textIn(DATAFA))
    const cause = whole(textIn(CAUDEM) ?? '0')
    return date === undefined || date < (hired ?? '') ? [] : [{ date, over: dateOf(textIn(DATTER)) !== undefined, ...(cause !== '0' && { cause }) }]
  }).toSorted((a, b) => a.date < b.date ? 1 : -1)
  const last = all.find(({ over }) => !over) ?? (ended ? all[0] : undefined)
  return last === undefined ? undefined : { date: last.date, ...(last.cause !== undefined && { cause: last.cause }) }
}

const textIn = (value: unknown): string | undefined => typeof value === 'string' && value.trim() !== '' ? value.trim() : typeof value === 'number' ? String(value) : undefined

/** A day that is one; undefined: none, or no day at all. */
function dateOf (text: string | undefined): string | undefined {
  const date = text === undefined ? undefined : dateFrom(text)
  return date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined
}
