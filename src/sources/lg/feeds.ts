import { dateIn, daysAfter, type CalendarDate } from '../../domain/calendar.ts'
import { passes, ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { NUMBER } from './contract.ts'
import { remembered } from './remembered.ts'
import { standing } from './rescission.ts'
import { CHANGES_BY, CONTRACTS, SITUATIONS, type Io } from './settings.ts'
import { numbers, operation } from './soap.ts'
import { itemsAround, wordIn } from './wire.ts'

/** A period has 30 days at most, however its ends are counted. */
const DAYS_BETWEEN = 29
/** Data of the contract and of the person. */
const BOTH = 3
/** Inclusion, alteration, exclusion. Whoever was excluded is not found any more, which is no ending. */
const OPERATIONS = [1, 2, 3]

export const isOfRescissions = (name: string): boolean => name.endsWith('Rescisao')

/** The first day of the last period, as far back as a read of everybody asks who left. */
export const lastPeriod = (io: Io): CalendarDate => daysAfter(dateIn(io.zone, io.at), -DAYS_BETWEEN)

/** What one operation says of a company since a day. Once per run. */
export async function feedOf (io: Io, company: string, name: string, since: CalendarDate): Promise<Json[]> {
  const { situations = SITUATIONS } = io.settings
  return await remembered(io, `${name}:${company}:${since}`, async () => {
    const items: Json[] = []
    for (const [from, until] of periods(since, dateIn(io.zone, io.at))) {
      const { value } = await operation(io, io.settings.contract_service ?? CONTRACTS, name, {
        CodigoDaEmpresa: company,
        PeriodoDeBusca: { DataInicio: from, DataFim: until },
        TipoDeDadosModificados: BOTH,
        TiposDeOperacoes: { TipoDeOperacao: OPERATIONS.map((each) => ({ Valor: each })) },
        TiposDeSituacao: numbers(situations)
      })
      items.push(...itemsAround(isObject(value) ? Object.values(value) : value, NUMBER))
    }
    return items
  })
}

/** What the feeds of rescissions say of a company's contracts, by number. They add what nothing else tells: where they are refused they add nothing. */
export async function rescissionsOf (io: Io, company: string, since: CalendarDate): Promise<Map<string, Json>> {
  const { changes_by: operations = CHANGES_BY } = io.settings
  const items: Json[] = []
  for (const name of operations.filter(isOfRescissions)) {
    items.push(...await feedOf(io, company, name, since).catch((error: unknown) => {
      if (error instanceof ReadFailure && !passes(error)) return []
      throw error
    }))
  }
  const byNumber = Map.groupBy(items, (item) => wordIn(item, NUMBER)!)
  return new Map([...byNumber].flatMap(([number, all]) => standing(all).map((item) => [number, item] as const)))
}

/** The days from one to another in pieces; the last of one is the first of the next, since it is not said whether it counts. */
function periods (from: CalendarDate, until: CalendarDate): [CalendarDate, CalendarDate][] {
  const all: [CalendarDate, CalendarDate][] = []
  for (let begin = from; ;) {
    const end = daysAfter(begin, DAYS_BETWEEN)
    all.push([begin, end < until ? end : until < begin ? begin : until])
    if (end >= until) return all
    begin = end
  }
}
