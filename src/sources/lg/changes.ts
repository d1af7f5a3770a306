import { dateIn, daysAfter, type CalendarDate, type Instant } from '../../domain/calendar.ts'
import type { Cursor, Page } from '../../domain/reading.ts'
import { isObject } from '../json.ts'
import { companies } from './client.ts'
import { NUMBER } from './contract.ts'
import { foundIn, foundOf, keyOf, movedFrom, movedTo, rowsOf } from './details.ts'
import { CHANGES_BY, CONTRACTS, SITUATIONS, type Io } from './settings.ts'
import { numbers, operation, UnknownOperation } from './soap.ts'
import { listIn } from './wire.ts'

/** A period has 30 days at most, however its ends are counted. */
const DAYS_BETWEEN = 29
/** Data of the contract and of the person. */
const BOTH = 3
/** Inclusion, alteration, exclusion. Whoever was excluded is not found any more, which is no ending. */
const OPERATIONS = [1, 2, 3]

/** Companies that are still to be asked; whom to look up; those of whom a rescission is told, who come last. */
type Place = { codes: string[], ids: string[], ended: string[], moved: string[] }

/** First whom it is about, one company at a time, then those: the same contract comes as often as it was touched, and is read once. */
export async function changedContracts (io: Io, since: Instant, cursor: Cursor | undefined): Promise<Page> {
  const place = isObject(cursor) ? cursor as Place : { codes: await companies(io), ids: [], ended: [], moved: [] }
  const [company, ...codes] = place.codes
  if (company !== undefined) return following([], await asked(io, company, since, { ...place, codes }))
  const [ids, rest] = taken(place, io.settings.batch ?? 50)
  const moved = movedFrom(place.moved)
  const rows = await rowsOf(io, ids.flatMap((id) => foundIn(id) ?? []), moved)
  return following(rows, { ...rest, moved: movedTo(moved) })
}

const following = (rows: Page['rows'], next: Place): Page => ({ rows, ...(next.codes.length + next.ids.length + next.ended.length > 0 && { next }) })

async function asked (io: Io, company: string, since: Instant, place: Place): Promise<Place> {
  const { changes_by: operations = CHANGES_BY, overlap_days: overlap = 1, situations = SITUATIONS } = io.settings
  const ids = new Set(place.ids)
  const ended = new Set(place.ended)
  for (const name of operations) {
    for (const [from, until] of periods(daysAfter(dateIn(io.zone, since), -overlap), dateIn(io.zone, io.at))) {
      const { value } = await operation(io, io.settings.contract_service ?? CONTRACTS, name, {
        CodigoDaEmpresa: company,
        PeriodoDeBusca: { DataInicio: from, DataFim: until },
        TipoDeDadosModificados: BOTH,
        TiposDeOperacoes: { TipoDeOperacao: OPERATIONS.map((each) => ({ Valor: each })) },
        TiposDeSituacao: numbers(situations)
      }).catch(unlessMissing(name))
      const found = listIn(value, NUMBER).flatMap((item) => foundOf(item, company) ?? []).map(keyOf)
      for (const id of found) (name.endsWith('Rescisao') ? ended : ids).add(id)
    }
  }
  return { ...place, ids: [...ids].filter((id) => !ended.has(id)), ended: [...ended] }
}

/** Of the feeds of single occurrences, whose names are to be confirmed, one that is not there is left out: the feed of all changes and the full reads have the rest. */
const unlessMissing = (name: string) => (error: unknown): { value: unknown } => {
  if (error instanceof UnknownOperation && name !== CHANGES_BY[0]) return { value: [] }
  throw error
}

/** The next ones of one company. */
function taken ({ ids, ended, ...place }: Place, batch: number): [string[], Place] {
  const from = ids.length > 0 ? ids : ended
  const company = from[0]?.split(':')[0]
  const other = from.findIndex((id) => id.split(':')[0] !== company)
  const size = Math.min(batch, other === -1 ? from.length : other)
  return [from.slice(0, size), ids.length > 0 ? { ...place, ids: ids.slice(size), ended } : { ...place, ids, ended: ended.slice(size) }]
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
