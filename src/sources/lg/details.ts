import type { CalendarDate } from '../../domain/calendar.ts'
import type { VendorRow } from '../../domain/reading.ts'
import { cpfOf, endsIn, follows, keyOf, NUMBER, PERSON_ID, reasonIn, sinceIn, situationOf, type Contract, type Found } from './contract.ts'
import { lastPeriod, rescissionsOf } from './feeds.ts'
import { addListed } from './listed.ts'
import { CONTRACTS, PEOPLE, SITUATIONS, type Io } from './settings.ts'
import { numbers, operation, strings } from './soap.ts'
import { listIn, wordIn } from './wire.ts'

/** By PessoaId, or by CPF where there is none. */
export type Moved = Map<string, string>

/** As lines of a cursor, and back. */
export const movedTo = (moved: Moved): string[] => [...moved].map(([who, cpf]) => `${who}|${cpf}`)
export const movedFrom = (lines: string[]): Moved => new Map(lines.map((line) => [line.slice(0, line.lastIndexOf('|')), line.slice(line.lastIndexOf('|') + 1)]))

/**
 * Contracts with what belongs to them, in lists of at most `batch`. `moved`: people of whom a contract that follows another one was
 * seen, each with the CPF that it has; those seen here are added. `since`: how far back rescissions are asked for. Whoever is not known by any list is left out: excluded at the vendor's is no ending.
 */
export async function rowsOf (io: Io, found: Found[], moved: Moved, since: CalendarDate = lastPeriod(io)): Promise<VendorRow[]> {
  const { batch = 50, details = ['contract', 'person'], managers_by: by = 'contract' } = io.settings
  const records = new Map(found.map((each): [string, Contract] => [keyOf(each), { ...each }]))
  for (const [company, all] of Map.groupBy(records.values(), (each) => each.company)) {
    for (const some of chunks(all, batch)) {
      if (details.includes('contract')) await addContracts(io, company, some)
      const there = some.filter(({ listed, contract }) => listed !== undefined || contract !== undefined)
      if (details.includes('person')) await addPeople(io, there)
      await addListed(io, company, there.filter((each) => each.listed === undefined && tellsTooLittle(each, io)))
      await addRescissions(io, company, there.filter((each) => endsIn(each, io.options) && (sinceIn(each) === undefined || reasonIn(each) === undefined)), since)
      if (by !== 'contract') for (const each of there) if (!endsIn(each, io.options)) await addManagers(io, each)
    }
  }
  const known = [...records.values()].filter(({ listed, contract }) => listed !== undefined || contract !== undefined)
  for (const each of known) {
    const who = whoIs(each)
    if (who !== undefined && follows(each, io.options)) moved.set(who, cpfOf(each) ?? '')
  }
  return known.map((each) => {
    const cpf = endsIn(each, io.options) ? moved.get(whoIs(each) ?? '') : undefined
    return { id: keyOf(each), record: { ...each, ...(cpf !== undefined && { goes_on: { cpf } }) } }
  })
}

/** No situation, or an end without its day. */
const tellsTooLittle = (each: Contract, io: Io): boolean =>
  situationOf(each) === undefined || (endsIn(each, io.options) && sinceIn(each) === undefined)

async function addContracts (io: Io, company: string, some: Contract[]): Promise<void> {
  const { value } = await operation(io, io.settings.contract_service ?? CONTRACTS, 'ConsultarListaPorEmpresa', { CodigoDaEmpresa: company, ListaDeMatriculas: strings(some.map(({ number }) => number)) })
  const byNumber = new Map(listIn(value, NUMBER).map((item) => [wordIn(item, NUMBER), item]))
  for (const each of some) {
    const contract = byNumber.get(each.number)
    if (contract !== undefined) each.contract = contract
  }
}

async function addPeople (io: Io, some: Contract[]): Promise<void> {
  const ids = [...new Set(some.flatMap((each) => personIdOf(each) ?? []))]
  if (ids.length === 0) return
  const { value } = await operation(io, io.settings.person_service ?? PEOPLE, 'ConsultarLista', { ListaDePessoaId: strings(ids) })
  const byId = new Map(listIn(value, PERSON_ID).map((item) => [wordIn(item, PERSON_ID), item]))
  for (const each of some) {
    const person = byId.get(personIdOf(each))
    if (person !== undefined) each.person = person
  }
}

/** What ended contracts do not tell of their end, the feeds of rescissions may. */
async function addRescissions (io: Io, company: string, some: Contract[], since: CalendarDate): Promise<void> {
  if (some.length === 0) return
  const rescissions = await rescissionsOf(io, company, since)
  for (const each of some) {
    const rescission = rescissions.get(each.number)
    if (rescission !== undefined) each.rescission = rescission
  }
}

async function addManagers (io: Io, each: Contract): Promise<void> {
  const { value } = await operation(io, io.settings.contract_service ?? CONTRACTS, 'ConsultarListaDeGestorImediato', {
    Colaborador: { Empresa: { Codigo: each.company }, Matricula: each.number },
    TiposDeSituacoes: numbers((io.settings.situations ?? SITUATIONS).filter((situation) => situation !== 5))
  })
  each.managers = listIn(value, NUMBER)
}

const personIdOf = ({ contract, listed }: Contract): string | undefined =>
  wordIn(contract, PERSON_ID) ?? wordIn(listed, PERSON_ID)

/** How the same person is known in another contract. */
const whoIs = (each: Contract): string | undefined => personIdOf(each) ?? cpfOf(each)

export const chunks = <T>(all: T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
