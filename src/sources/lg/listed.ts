import { ReadFailure } from '../../domain/reading.ts'
import type { Json } from '../json.ts'
import { cpfOf, foundOf, keyOf, NUMBER, type Contract } from './contract.ts'
import { remembered } from './remembered.ts'
import { CONTRACTS, SITUATIONS, type Io } from './settings.ts'
import { numbers, operation, strings, type Reply } from './soap.ts'
import { listIn } from './wire.ts'

/** More pages than any company has. */
const MOST_PAGES = 20_000

/** Runs in which the list was asked by CPF and did not want to be. */
const unwilling = new WeakSet<Io>()

type Open = Map<string, Contract>

/** One page of ConsultarListaPorDemanda. */
export async function listedPage (io: Io, company: string, situations: number[], page: number, more: Json = {}): Promise<Reply> {
  return await operation(io, io.settings.contract_service ?? CONTRACTS, 'ConsultarListaPorDemanda', {
    PaginaAtual: page,
    Empresas: { FiltroComCodigoNumerico: { Codigo: company } },
    ...more,
    TiposDeSituacoes: numbers(situations)
  })
}

/**
 * Where a contract tells too little of its situation, the list does: by CPF, in its third field. Few have seen that filter: where
 * it is refused, is not heeded or does not find somebody, the whole list of the company is read, once per run. Whoever is not
 * there either stays as they are.
 */
export async function addListed (io: Io, company: string, some: Contract[]): Promise<void> {
  const open: Open = new Map(some.map((each) => [keyOf(each), each]))
  if (open.size > 0 && !unwilling.has(io)) {
    await byCpf(io, company, open).catch((error: unknown) => {
      if (!(error instanceof ReadFailure) || error.code === 'throttled') throw error
      // Whatever it is: the list without the filter shows whether it is the filter's.
      unwilling.add(io)
    })
  }
  if (open.size > 0) take(open, await wholeList(io, company))
}

async function byCpf (io: Io, company: string, open: Open): Promise<void> {
  const cpfs = new Set([...open.values()].flatMap((each) => cpfOf(each) ?? []))
  if (cpfs.size === 0) return
  const asked = new Set([...cpfs].map(digits))
  const filter = { FiltrosEspecificos: { FiltroDeCamposEspecificos: { Campo: 3, Operacao: 0, ValoresParaFiltrar: strings([...cpfs]) } } }
  for await (const items of pages(io, company, filter)) {
    if (items.some((item) => isAnother(cpfOf({ listed: item }), asked))) {
      unwilling.add(io)
      return
    }
    take(open, byKey(items, company))
    if (open.size === 0) return
  }
}

const digits = (text: string): string => text.replace(/\D/g, '')
const isAnother = (cpf: string | undefined, asked: Set<string>): boolean => cpf !== undefined && !asked.has(digits(cpf))

async function wholeList (io: Io, company: string): Promise<Map<string, Json>> {
  return await remembered(io, `list:${company}`, async () => {
    const all = new Map<string, Json>()
    try {
      for await (const items of pages(io, company)) for (const [key, item] of byKey(items, company)) all.set(key, item)
    } catch (error) {
      if (!(error instanceof ReadFailure) || error.code !== 'refused') throw error
    }
    return all
  })
}

/** Pages until one is empty or came before, or everybody was listed. */
async function * pages (io: Io, company: string, more: Json = {}): AsyncGenerator<Json[]> {
  const { first_page: firstPage = 1, situations = SITUATIONS } = io.settings
  let listed = 0
  let first = ''
  for (let page = firstPage; page < MOST_PAGES; page++) {
    const { value, total, pages: count } = await listedPage(io, company, situations, page, more)
    const items = listIn(value, NUMBER)
    const key = JSON.stringify(items[0])
    if (items.length === 0 || key === first) return
    yield items
    first = key
    listed += items.length
    if ((count !== undefined && page - firstPage + 1 >= count) || (total !== undefined && listed >= total)) return
  }
}

const byKey = (items: Json[], company: string): Map<string, Json> => new Map(items.flatMap((item) => {
  const found = foundOf(item, company)
  return found === undefined ? [] : [[keyOf(found), item] as const]
}))

/** Those who are found are not open any more. */
function take (open: Open, found: Map<string, Json>): void {
  for (const [key, each] of open) {
    const listed = found.get(key)
    if (listed === undefined) continue
    each.listed = listed
    open.delete(key)
  }
}
