import { startG5Sandbox, type TableLine } from '../../../src/sources/senior/sandbox/g5.ts'
import type { Play } from './play.ts'

const CREDENTIALS = { user: 'integracao', password: 'a password of the sandbox' }
const KEY = ['NUMEMP', 'TIPCOL', 'NUMCAD']
const TABLES: Record<string, string[]> = {
  R034FUN: [...KEY, 'CODFIL', 'NOMFUN', 'NUMCPF', 'DATADM', 'DATNAS', 'TIPSEX', 'SITAFA', 'TIPCON', 'ESTCAR', 'CODCAR', 'CODCCU', 'TABORG', 'NUMLOC'],
  R038AFA: [...KEY, 'DATAFA', 'DATTER', 'SITAFA', 'CAUDEM'],
  R010SIT: ['CODSIT', 'DESSIT'],
  R024CAR: ['ESTCAR', 'CODCAR', 'TITCAR'],
  R016ORN: ['TABORG', 'NUMLOC', 'NOMLOC'],
  R018CCU: ['NUMEMP', 'CODCCU', 'NOMCCU'],
  R034CPL: [...KEY, 'EMACOM', 'EMAPAR']
}
const NO_DAY = '31/12/1900'
const dayOf = (date: string): string => date.split('-').toReversed().join('/')

/** The same vendor's services on the customer's own machines. */
export const seniorG5: Play = {
  kind: 'senior',
  async start () {
    const { url, control, close } = await startG5Sandbox(CREDENTIALS)
    for (const [table, columns] of Object.entries(TABLES)) control.tables.set(table, { columns, lines: [] })
    const lines = (table: string): TableLine[] => control.tables.get(table)!.lines
    const contracts = (id: string): TableLine[] => lines('R034FUN').filter(({ NUMCAD }) => NUMCAD === id || NUMCAD === `50${id}`)
    const last = (id: string): TableLine => contracts(id).at(-1)!
    lines('R010SIT').push({ CODSIT: '1', DESSIT: 'Trabalhando' }, { CODSIT: '7', DESSIT: 'Demitido' }, { CODSIT: '99', DESSIT: 'Situação da casa' })
    lines('R018CCU').push({ NUMEMP: '1', CODCCU: '10', NOMCCU: 'Administração' })
    const title = (text: string): string => named('R024CAR', { ESTCAR: '1' }, 'CODCAR', 'TITCAR', text)
    const place = (text: string): string => named('R016ORN', { TABORG: '1' }, 'NUMLOC', 'NOMLOC', text)
    function named (table: string, more: TableLine, code: string, column: string, text: string): string {
      const found = lines(table).find((line) => line[column] === text)
      if (found !== undefined) return found[code]!
      lines(table).push({ ...more, [code]: String(lines(table).length + 1), [column]: text })
      return String(lines(table).length)
    }
    return {
      source: { settings: { product: 'g5', base_url: url, requests_per_second: 500 }, credentials: CREDENTIALS },
      hire ({ id, cpf, email, first, last: surname, title: job, department, hired }) {
        lines('R034FUN').push({ NUMEMP: '1', TIPCOL: '1', NUMCAD: id, CODFIL: '1', NOMFUN: `${first} ${surname}`, NUMCPF: String(Number(cpf)), DATADM: dayOf(hired), DATNAS: NO_DAY, TIPSEX: 'F', SITAFA: '1', TIPCON: '1', ESTCAR: '1', CODCAR: title(job), CODCCU: '10', TABORG: '1', NUMLOC: place(department) })
        lines('R034CPL').push({ NUMEMP: '1', TIPCOL: '1', NUMCAD: id, EMACOM: email, EMAPAR: '' })
      },
      change (id, { title: job, department, email }) {
        if (email !== undefined) lines('R034CPL').find(({ NUMCAD }) => NUMCAD === last(id).NUMCAD)!.EMACOM = email
        if (job !== undefined) last(id).CODCAR = title(job)
        if (department !== undefined) last(id).NUMLOC = place(department)
      },
      terminate (id, date) {
        const contract = last(id)
        lines('R038AFA').push({ NUMEMP: '1', TIPCOL: '1', NUMCAD: contract.NUMCAD!, DATAFA: dayOf(date), DATTER: NO_DAY, SITAFA: '7', CAUDEM: '4' })
        if (date <= new Date().toISOString().slice(0, 10)) contract.SITAFA = '7'
      },
      rehire (id, date) {
        lines('R034FUN').push({ ...last(id), NUMCAD: `50${id}`, DATADM: dayOf(date), SITAFA: '1' })
        lines('R034CPL').push({ ...lines('R034CPL').find(({ NUMCAD }) => NUMCAD === id)!, NUMCAD: `50${id}` })
      },
      puzzle (id) { last(id).SITAFA = '99' },
      vanish (id) { control.tables.get('R034FUN')!.lines = lines('R034FUN').filter(({ NUMCAD }) => NUMCAD !== id) },
      fail: (status, times, after) => control.fail(status, times, after),
      reads: () => control.requests.length,
      close
    }
  }
}
