import { isoOf, type Instant } from '../../domain/calendar.ts'
import type { Answer } from '../../domain/destination.ts'
import { ReadFailure, type Cursor, type Page, type VendorRow } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { jsonIn } from '../reading/answers.ts'
import { elementAt, elementsIn, textOf, xmlIn, xmlOf } from '../xml.ts'
import { baseOf, type Io } from './authorize.ts'
import { formerKeyOf, idOf, keyOfColumns, withCapitals } from './record.ts'
import type { Settings } from './settings.ts'

/** Whether the sentence can be asked for changes. */
export const hasSince = ({ parameters = '' }: Settings): boolean => [parameters].flat().some((each) => each.includes('{since}'))

/** Before every change: what is asked for when everybody is read by a sentence that wants a beginning. */
const BEGINNING = Date.parse('1900-01-01T12:00:00Z')

/** A sentence over everybody takes its time. */
const PATIENCE_MS = 120_000

/** What the sentence answers: no pages, but one call for each set of parameters. */
export async function sentence (io: Io, since: Instant | undefined, cursor?: Cursor): Promise<Page> {
  const sets = [io.settings.parameters ?? ''].flat()
  const at = typeof cursor === 'number' ? cursor : 0
  const parameters = (sets[at] ?? '').replaceAll('{since}', written(io, since ?? BEGINNING))
  const rows = io.settings.read_by === 'sql_soap' ? await bySoap(io, parameters) : await byRest(io, parameters)
  return { rows: rowsOf(rows), ...(at + 1 < sets.length && { next: at + 1 }) }
}

const codes = ({ cod_sentenca: sentenca, cod_coligada: coligada = 0, cod_sistema: sistema = 'P' }: Settings): { sentenca: string, coligada: number, sistema: string } => {
  if (sentenca === undefined) throw new ReadFailure('not_configured', 'cod_sentenca is not in the settings of this source: which SQL sentence is to be read?')
  return { sentenca, coligada, sistema }
}

async function byRest (io: Io, parameters: string): Promise<Json[]> {
  const { sentenca, coligada, sistema } = codes(io.settings)
  const path = [sentenca, coligada, sistema].map(encodeURIComponent).join('/')
  const answer = await io.call({ url: `${baseOf(io.settings)}/api/framework/v1/consultaSQLServer/RealizaConsulta/${path}${parameters === '' ? '' : `?parameters=${encodeURIComponent(parameters)}`}`, patience: PATIENCE_MS })
  refuseError(answer.body)
  const body = jsonIn(answer)
  const list = Array.isArray(body) ? body : isObject(body) ? ['data', 'dados', 'items'].map((name) => body[name]).find(Array.isArray) : undefined
  if (list === undefined) throw new ReadFailure('unreadable', 'The sentence answered with something that is not a list of rows.')
  return (list as unknown[]).map((row) => {
    if (!isObject(row)) throw new ReadFailure('unreadable', 'The sentence answered with a row that is not an object.')
    return row
  })
}

const ACTION = 'http://www.totvs.com/IwsConsultaSQL/RealizarConsultaSQL'

async function bySoap (io: Io, parameters: string): Promise<Json[]> {
  const { sentenca, coligada, sistema } = codes(io.settings)
  const body = xmlOf({
    'soapenv:Envelope': {
      '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
      '@xmlns:tot': 'http://www.totvs.com/',
      'soapenv:Header': '',
      'soapenv:Body': { 'tot:RealizarConsultaSQL': { 'tot:codSentenca': sentenca, 'tot:codColigada': coligada, 'tot:codSistema': sistema, 'tot:parameters': parameters } }
    }
  })
  // SOAP 1.1 has quotation marks around it; whoever does not know it so answers 202 and nothing.
  for (const action of [`"${ACTION}"`, ACTION]) {
    const answer = await io.call({ method: 'POST', url: `${baseOf(io.settings)}/wsConsultaSQL/IwsConsultaSQL`, headers: { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml', soapaction: action }, body, patience: PATIENCE_MS })
    if (answer.body.trim() !== '') return resultIn(answer)
  }
  throw new ReadFailure('refused', 'It answered nothing (as to a SOAPAction that it does not know): does base_url lead to the service wsConsultaSQL?')
}

/** The result is a document of its own, written as a text into the answer. */
function resultIn ({ body }: Answer): Json[] {
  const outer = xmlIn(body)
  if (!outer.ok) throw new ReadFailure('unreadable', `The answer of wsConsultaSQL is not understood. ${outer.reason}`)
  const response = elementAt(outer.value, 'Envelope', 'Body', 'RealizarConsultaSQLResponse')
  if (!isObject(response) || !('RealizarConsultaSQLResult' in response)) throw new ReadFailure('unreadable', 'The answer of wsConsultaSQL has no RealizarConsultaSQLResult.')
  const text = textOf(response.RealizarConsultaSQLResult)
  if (text === undefined) throw new ReadFailure('unreadable', 'RealizarConsultaSQLResult is empty: not even an empty table.')
  refuseError(text)
  const table = xmlIn(text)
  if (!table.ok) throw new ReadFailure('unreadable', `RealizarConsultaSQLResult is not understood. ${table.reason}`)
  const [root] = Object.values(table.value)
  return elementsIn(elementAt(root, 'Resultado')).map((row) => Object.fromEntries(Object.entries(isObject(row) ? row : {}).flatMap(([name, value]) => name.startsWith('@') ? [] : [[name, textOf(value) ?? '']])))
}

/** RM says what went wrong with status 200, in a text with equals signs. What it says may hold anything, so it is not repeated. */
function refuseError (text: string): void {
  if (text.includes('===')) throw new ReadFailure('refused', 'RM answered with an error (===) instead of rows: look at cod_sentenca, cod_coligada, cod_sistema and parameters, and whether the user may run the sentence.')
}

/** Whose former number another row names goes on under that one's. */
function rowsOf (all: Json[]): VendorRow[] {
  const columns = all.map(withCapitals)
  const idOfKey = (key: ReturnType<typeof keyOfColumns>) => key === undefined ? undefined : idOf('RM', key)
  const formerIds = new Set(columns.flatMap((each) => {
    const former = idOfKey(formerKeyOf(each))
    return former === undefined || former === idOfKey(keyOfColumns(each)) ? [] : [former]
  }))
  return columns.map((each, i) => {
    const id = idOfKey(keyOfColumns(each))
    if (id === undefined) throw new ReadFailure('unreadable', 'A row of the sentence has no CODCOLIGADA or no CHAPA: the sentence has to select both, under these names.')
    return { id, record: { product: 'RM', columns: all[i], ...(formerIds.has(id) && { transferred: true }) } }
  })
}

/** The databases keep local times, so it is the tenant's. */
function written ({ zone, settings: { since_format: format = 'YYYY-MM-DDThh:mm:ss' } }: Io, at: Instant): string {
  const local = Temporal.Instant.from(isoOf(at)).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'second' })
  const [year = '', month = '', day = '', time = ''] = local.split(/[-T]/)
  return format.replace('YYYY', year).replace('MM', month).replace('DD', day).replace('hh:mm:ss', time)
}
