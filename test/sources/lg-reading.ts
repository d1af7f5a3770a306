import type { Test } from 'tap'
import { ReadFailure, type Page, type SourceIo } from '../../src/domain/reading.ts'
import type { Answer } from '../../src/domain/destination.ts'
import source from '../../src/sources/lg/index.ts'
import { startSandbox } from '../../src/sources/lg/sandbox/index.ts'
import type { Contract, Control } from '../../src/sources/lg/sandbox/operations.ts'

const WHO = { Usuario: 'integracao', Senha: 'a password & more', GuidTenant: '00000000-0000-4000-8000-000000000000', Ambiente: 31 }
const AT = Date.parse('2026-03-02T12:30:00Z')
export const reads = source.reads!

export const contract = (number: string, more: Partial<Contract> = {}): Contract => ({
  company: '1', number, pessoaId: `7${number}`, name: `Ana ${number}`, cpf: '52998224725', email: `a${number}@example.com`, title: 'Analista', unit: 'Vendas', hired: '2024-02-01', admission: 1, situation: { type: 2, code: 2, wording: 'Atividade normal', since: '2024-02-01' }, ...more
})
export const LEFT = { type: 5, code: 5, wording: 'Rescisão', since: '2026-02-27' }

/** The adapter over real sockets, without a database. */
export async function setup (t: Test, settings: object = {}, credentials: object = {}): Promise<{ control: Control, io: SourceIo, everybody (): Promise<Page['rows']>, changes (since: string): Promise<Page['rows']>, add (...all: Contract[]): void, asked (): string[] }> {
  const { url, control, close } = await startSandbox(WHO)
  t.teardown(close)
  control.companies.set('1', 'Exemplo')
  const io: SourceIo = {
    settings: { base_url: url, ...settings },
    credentials: { ...WHO, ...credentials },
    options: {},
    at: AT,
    now: () => AT,
    zone: 'America/Sao_Paulo',
    async call ({ url, method = 'GET', headers = {}, body }): Promise<Answer> {
      const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
    }
  }
  const all = async (page: (cursor?: never) => Promise<Page>) => {
    const rows: Page['rows'] = []
    for (let next: Page['next'], pages = 0; pages < 100; pages++) {
      const found = await page(next as never)
      rows.push(...found.rows)
      if (found.next === undefined) return rows
      next = JSON.parse(JSON.stringify(found.next))
    }
    throw new Error('without end')
  }
  return {
    control,
    io,
    everybody: () => all((cursor) => reads.everybody!(io, cursor)),
    changes: (since) => all((cursor) => reads.changes!(io, Date.parse(since), cursor)),
    add: (...contracts) => contracts.forEach((each) => control.contracts.set(`${each.company}:${each.number}`, each)),
    asked: () => control.requests.map(({ operation }) => operation)
  }
}

export const failure = async (work: Promise<unknown>): Promise<ReadFailure> => {
  const error = await work.then(() => undefined, (error: unknown) => error)
  if (!(error instanceof ReadFailure)) throw new Error(`not a ReadFailure: ${String(error)}`)
  return error
}
export const toldOf = async (rows: Page['rows'], id: string, options: object = {}): Promise<any> => await reads.row(rows.find((each) => each.id === id)?.record, options)
