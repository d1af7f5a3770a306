import { ReadFailure } from '../../domain/reading.ts'
import type { Json } from '../json.ts'
import type { Io } from './address.ts'
import { linesIn, type Line } from './lines.ts'
import { whole } from './numbers.ts'
import { operation } from './soap.ts'

export interface Condition { campo: string, condicao: string, valor: string }

export const KEY = ['NUMEMP', 'TIPCOL', 'NUMCAD']
export const CONTRACT = [...KEY, 'CODFIL', 'NOMFUN', 'NUMCPF', 'DATADM', 'DATNAS', 'TIPSEX', 'SITAFA', 'TIPCON', 'ESTCAR', 'CODCAR', 'CODCCU', 'TABORG', 'NUMLOC']
export const DISMISSED = '7'
export const DISMISSALS = { name: 'R038AFA', columns: [...KEY, 'DATAFA', 'DATTER', 'SITAFA', 'CAUDEM'] }

/** What belongs to a contract in other tables: by which of its columns, and what is taken from there. */
export const JOINS: { name: string, as: string, keys: [theirs: string, ours: string][], columns: string[] }[] = [
  { name: 'R010SIT', as: 'situation', keys: [['CODSIT', 'SITAFA']], columns: ['DESSIT'] },
  { name: 'R024CAR', as: 'title', keys: [['ESTCAR', 'ESTCAR'], ['CODCAR', 'CODCAR']], columns: ['TITCAR'] },
  { name: 'R016ORN', as: 'place', keys: [['TABORG', 'TABORG'], ['NUMLOC', 'NUMLOC']], columns: ['NOMLOC'] },
  { name: 'R018CCU', as: 'cost_center', keys: [['NUMEMP', 'NUMEMP'], ['CODCCU', 'CODCCU']], columns: ['NOMCCU'] },
  { name: 'R034CPL', as: 'contact', keys: [['NUMEMP', 'NUMEMP'], ['TIPCOL', 'TIPCOL'], ['NUMCAD', 'NUMCAD']], columns: ['EMACOM', 'EMAPAR'] }
]

/** Lines of a table; undefined: the service refuses to read it. */
export async function consult (io: Io, table: string, columns: string[], filter: Condition[]): Promise<Line[] | undefined> {
  const { tables_path: path = '/g5-senior-services/rubi_Synccom_senior_g5_rh_fp_integracoes', columns_separator: comma = ',', values_separator: separator } = io.settings
  const result = await operation(io, path, 'ConsultarTabelas', {
    consulta: {
      id: 1,
      tabela: table,
      campos: columns.join(comma),
      ordenacao: columns.filter((column) => KEY.includes(column)).join(comma) || columns[0],
      ...(filter.length > 0 && { filtro: filter as unknown as Json[] })
    }
  })
  return result === undefined ? undefined : linesIn(result, columns, separator)
}

/** Lines of a table without which nothing can be said. */
export async function needed (io: Io, table: string, columns: string[], filter: Condition[]): Promise<Line[]> {
  const lines = await consult(io, table, columns, filter)
  if (lines === undefined) throw new ReadFailure('refused', `ConsultarTabelas refused to read ${table}: look whether the service is installed and the user may read the table${table === DISMISSALS.name ? ', or take it out of tables (then endings have no date)' : ''}, and whether equals, at_least and columns_separator are as it wants them.`)
  return lines
}

export const equal = ({ settings: { equals = '=' } }: Io, campo: string, valor: string): Condition => ({ campo, condicao: equals, valor })

export const sameValue = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && whole(a) === whole(b)

/** numEmp-tipCol-numCad; undefined: one of them is missing. */
export function idOf (line: Line): string | undefined {
  const parts = KEY.map((column) => whole(line[column] ?? ''))
  return parts.every((part) => /^\d+$/.test(part)) ? parts.join('-') : undefined
}
