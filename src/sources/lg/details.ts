import { ReadFailure, type VendorRow } from '../../domain/reading.ts'
import type { Json } from '../json.ts'
import { numbers, operation, strings } from './soap.ts'
import { CONTRACTS, PEOPLE, SITUATIONS, type Io } from './settings.ts'
import { COMPANY, cpfOf, endsIn, follows, NUMBER, PERSON_ID, situationOf } from './contract.ts'
import { listIn, wordIn } from './wire.ts'

/** A contract by company and number; `listed`: as ConsultarListaPorDemanda has it; `asked_as`: among whom it was listed. */
export interface Found { company: string, number: string, listed?: Json, asked_as?: 'ended' | 'employed' }

export interface Contract extends Record<string, unknown> { company: string, number: string, listed?: Json, contract?: Json, person?: Json, managers?: Json[] }

/** By PessoaId, or by CPF where there is none. */
export type Moved = Map<string, string>

/** As lines of a cursor, and back. */
export const movedTo = (moved: Moved): string[] => [...moved].map(([who, cpf]) => `${who}|${cpf}`)
export const movedFrom = (lines: string[]): Moved => new Map(lines.map((line) => [line.slice(0, line.lastIndexOf('|')), line.slice(line.lastIndexOf('|') + 1)]))

export const keyOf = ({ company, number }: { company: string, number: string }): string => `${company}:${number}`

/** CodigoDaEmpresa:Matricula, split at the first colon: a number is whatever the customer made it. */
export function foundIn (id: string): Found | undefined {
  const [, company, number] = /^(\d{1,9}):(.{1,100})$/s.exec(id) ?? []
  return company === undefined || number === undefined ? undefined : { company, number }
}

/** Whom an item is about; the company that was asked for is it unless the item says another one. */
export function foundOf (item: Json, asked: string): Found | undefined {
  const number = wordIn(item, NUMBER)
  const own = wordIn(item, COMPANY)
  return number === undefined ? undefined : { company: own !== undefined && /^\d{1,9}$/.test(own) ? String(Number(own)) : asked, number }
}

/**
 * Contracts with what belongs to them, in lists of at most `batch`. `moved`: people of whom a contract that follows another one was
 * seen, each with the CPF that it has; those seen here are added. Whoever is not known by any list is left out: excluded at the vendor's is no ending.
 */
export async function rowsOf (io: Io, found: Found[], moved: Moved): Promise<VendorRow[]> {
  const { batch = 50, details = ['contract', 'person'], managers_by: by = 'contract' } = io.settings
  const records = new Map(found.map((each): [string, Contract] => [keyOf(each), { ...each }]))
  for (const [company, all] of Map.groupBy(records.values(), (each) => each.company)) {
    for (const some of chunks(all, batch)) {
      if (details.includes('contract')) await addContracts(io, company, some)
      const there = some.filter(({ listed, contract }) => listed !== undefined || contract !== undefined)
      if (details.includes('person')) await addPeople(io, there)
      await addListed(io, company, there.filter((each) => situationOf(each) === undefined))
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

/** Where the contract itself names no situation, the list does: by CPF, in its third field. A vendor that has no such field leaves it open. */
async function addListed (io: Io, company: string, some: Contract[]): Promise<void> {
  const cpfs = [...new Set(some.flatMap((each) => cpfOf(each) ?? []))]
  if (cpfs.length === 0) return
  try {
    const { value } = await operation(io, io.settings.contract_service ?? CONTRACTS, 'ConsultarListaPorDemanda', {
      PaginaAtual: io.settings.first_page ?? 1,
      Empresas: { FiltroComCodigoNumerico: { Codigo: company } },
      FiltrosEspecificos: { FiltroDeCamposEspecificos: { Campo: 3, Operacao: 0, ValoresParaFiltrar: strings(cpfs) } },
      TiposDeSituacoes: numbers(io.settings.situations ?? SITUATIONS)
    })
    const byKey = new Map(listIn(value, NUMBER).flatMap((item) => {
      const found = foundOf(item, company)
      return found === undefined ? [] : [[keyOf(found), item] as const]
    }))
    for (const each of some) {
      const listed = byKey.get(keyOf(each))
      if (listed !== undefined) each.listed = listed
    }
  } catch (error) {
    if (!(error instanceof ReadFailure) || error.code !== 'refused') throw error
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
