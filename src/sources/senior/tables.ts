import { ReadFailure } from '../../domain/reading.ts'
import type { Json } from '../json.ts'
import type { Io } from './address.ts'
import { linesIn, type Line } from './lines.ts'
import { whole } from './numbers.ts'
import { operation } from './soap.ts'

export interface Condition { campo: string, condicao: string, valor: string }

export const KEY = ['NUMEMP', 'TIPCOL', 'NUMCAD']
/** By the number first: what follows a page is what has the same number or a greater one. */
const ORDER = ['NUMCAD', 'NUMEMP', 'TIPCOL']
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

/**
 * Lines of a table; undefined: the service refuses to read it. Whether it takes several conditions is not known: refused, the most
 * telling one is asked alone, and whoever asks takes from the answer what was asked for.
 */
export async function consult (io: Io, table: string, columns: string[], filter: Condition[]): Promise<Line[] | undefined> {
  const conditions = filter.toSorted((a, b) => Number(b.campo === 'NUMCAD') - Number(a.campo === 'NUMCAD'))
  return await asked(io, table, columns, conditions) ?? (conditions.length > 1 ? await asked(io, table, columns, conditions.slice(0, 1)) : undefined)
}

async function asked (io: Io, table: string, columns: string[], filter: Condition[]): Promise<Line[] | undefined> {
  const { tables_path: path, columns_separator: comma, values_separator: separator } = io.settings
  const result = await operation(io, path, 'ConsultarTabelas', {
    consulta: {
      id: 1,
      tabela: table,
      campos: columns.join(comma),
      ordenacao: ORDER.filter((column) => columns.includes(column)).join(comma) || columns[0],
      ...(filter.length > 0 && { filtro: filter as unknown as Json[] })
    }
  })
  return result === undefined ? undefined : linesIn(result, columns, separator)
}

/**
 * All lines of a table that has NUMCAD. Whether an answer is cut off somewhere is not known either, and whoever is missing would be
 * taken to have left: so what follows the greatest number is asked for until nothing new comes.
 */
export async function consultAll (io: Io, table: string, columns: string[], filter: Condition[]): Promise<Line[] | undefined> {
  const found = new Map<string, Line>()
  for (let from: string | undefined; ;) {
    const lines = await consult(io, table, columns, from === undefined ? filter : [...filter, { campo: 'NUMCAD', condicao: io.settings.at_least, valor: from }])
    if (lines === undefined && from === undefined) return undefined
    const fresh = (lines ?? []).filter((line) => !found.has(JSON.stringify(line)))
    for (const line of fresh) found.set(JSON.stringify(line), line)
    const numbers = fresh.map(({ NUMCAD = '' }) => Number(whole(NUMCAD))).filter(Number.isSafeInteger)
    const greatest = String(numbers.reduce((a, b) => Math.max(a, b), Number(from ?? -1)))
    if (fresh.length === 0 || greatest === from) return [...found.values()]
    from = greatest
  }
}

/** Lines of a table without which nothing can be said. */
export async function needed (io: Io, table: string, columns: string[], filter: Condition[], read = consult): Promise<Line[]> {
  const lines = await read(io, table, columns, filter)
  if (lines === undefined) throw new ReadFailure('refused', `ConsultarTabelas refused to read ${table}: look whether the service is installed and the user may read the table${table === DISMISSALS.name ? ', or take it out of tables (then endings have no date)' : ''}, and whether equals, at_least and columns_separator are as it wants them.`)
  return lines
}

export const equal = ({ settings: { equals } }: Io, campo: string, valor: string): Condition => ({ campo, condicao: equals, valor })

export const sameValue = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && whole(a) === whole(b)

/** numEmp-tipCol-numCad; undefined: one of them is missing. */
export function idOf (line: Line): string | undefined {
  const parts = KEY.map((column) => whole(line[column] ?? ''))
  return parts.every((part) => /^\d+$/.test(part)) ? parts.join('-') : undefined
}
