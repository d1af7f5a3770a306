import type { CalendarDate } from '../../domain/calendar.ts'
import { ReadFailure, type VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { elementsIn, textOf } from '../xml.ts'
import type { Io } from './address.ts'
import type { Line } from './lines.ts'
import { idOf } from './tables.ts'
import { operation } from './soap.ts'

/** dd/MM/yyyy, as the services take and give days. */
export const brazilian = (date: CalendarDate): string => date.split('-').toReversed().join('/')

/** Whoever is admitted in a period, as ColaboradoresAdmitidos lists them, with its names in lower case. */
export async function admitted (io: Io, company: string | undefined, type: string, from: CalendarDate, until: CalendarDate): Promise<Line[]> {
  const { admitted_path: path = '/g5-senior-services/rubi_Synccom_senior_g5_rh_fp_colaboradoresAdmitidos' } = io.settings
  const result = await operation(io, path, 'ColaboradoresAdmitidos', {
    ...(company !== undefined && { numEmp: company }),
    abrTipCol: type,
    iniPer: brazilian(from),
    fimPer: brazilian(until)
  })
  if (result === undefined) throw new ReadFailure('refused', 'ColaboradoresAdmitidos was refused: look whether the service is installed, the user may call it, and whether companies have to be named.')
  return listIn(result).map(lineOf)
}

/** The list has the name of its type, or stands one deeper. */
function listIn (result: Json): Json[] {
  const own = Object.entries(result).find(([name]) => /^tmcscolaboradores$/i.test(name))?.[1]
  if (own !== undefined) return elementsIn(own).filter(isObject)
  return Object.values(result).flatMap((value) => isObject(value) ? listIn(value) : [])
}

const lineOf = (element: Json): Line =>
  Object.fromEntries(Object.entries(element).flatMap(([name, value]) => {
    const text = textOf(value)
    return text === undefined ? [] : [[name, text]]
  }))

/** Their row; the kind of people is not in the answer, but was asked for. `endings`: dismissals, where they could be read. */
export function admittedRow (line: Line, tipCol: string, endings: Line[] | undefined): VendorRow {
  const { numEmp, numCad } = line
  const id = idOf({ NUMEMP: numEmp ?? '', TIPCOL: tipCol, NUMCAD: numCad ?? '' })
  if (id === undefined) throw new ReadFailure('unreadable', 'Somebody in ColaboradoresAdmitidos has no numEmp or numCad.')
  return { id, record: { admitted: { ...line, tipCol }, dismissals: (endings ?? []).filter((each) => idOf(each) === id) } }
}
