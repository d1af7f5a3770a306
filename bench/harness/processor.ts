import { readdir, readFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100

interface Account { parent: number, own: number, ended: number }

/** Linux's account of a process: seconds of its own, and of its children that have ended. Zero where there is none. */
async function accountOf (pid: number | string): Promise<Account> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [, parent = 0, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number)
  const seconds = (from: number) => ((rest[from] ?? 0) + (rest[from + 1] ?? 0)) / TICKS_PER_SECOND
  return { parent, own: seconds(9), ended: seconds(11) }
}

export const processorOf = async (pid: number): Promise<number> => (await accountOf(pid)).own

/** Of a process and its children, those that have ended included. */
export async function processorOfFamily (pid: number): Promise<number> {
  const { own, ended } = await accountOf(pid)
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const children = (await Promise.all(pids.map(accountOf))).filter(({ parent }) => parent === pid)
  return children.reduce((sum, child) => sum + child.own, own + ended)
}

/** Milliseconds of processor time per event: what other programs on the machine change least. */
export interface Spent { product: number, postgres: number }

interface Clocks { product: { processor (): Promise<number> }, postgres: { processor (): Promise<number> } }

/** What the work takes of the processor; it answers how many events it was. */
export async function spending<T> ({ product, postgres }: Clocks, eventsIn: (result: T) => number, work: () => Promise<T>): Promise<{ result: T, spent: Spent }> {
  const [productBefore, postgresBefore] = [await product.processor(), await postgres.processor()]
  const result = await work()
  const per = (seconds: number) => seconds * 1000 / Math.max(1, eventsIn(result))
  return { result, spent: { product: per(await product.processor() - productBefore), postgres: per(await postgres.processor() - postgresBefore) } }
}

export const spentText = (what: string, { product, postgres }: Spent): string =>
  `${what}: ${product.toFixed(3)} ms of processor in the product, ${postgres.toFixed(3)} ms in PostgreSQL per event (alone: at most ${Math.round(1000 / product)}/s)`
