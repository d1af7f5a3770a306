import type { Resource, Resources } from '../../domain/serving.ts'
import type { Json } from './paths.ts'
import { isActive, type Content } from './resource.ts'
import { saidBy } from './row.ts'
import type { Options } from './settings.ts'

/** Whom the record takes a user for: whoever has the same number or, both without one, the same CPF or address. */
export interface Contract { company?: unknown, cpf?: unknown, keys: string[] }

export async function contractOf (user: Json, options: Options): Promise<Contract> {
  const { employee_number: number, company_code: company, cpf, work_email: address } = (await saidBy(user, options)).body
  const keys = number !== undefined ? [`contract:number:${number}`] : [cpf && `contract:cpf:${cpf}`, address && `contract:address:${String(address).toLowerCase()}`]
  return { company, cpf, keys: keys.filter((key) => typeof key === 'string') }
}

/** Other users of one contract: somebody may have two accounts, or come back with a new one while the old one is still there, or is not any more. */
export interface Alike { active: Resource[], past: Resource[] }

/** Nobody else writes them until this request has been answered, so that of two who end at once the second one is the last. */
export async function alikeTo ({ keys, ...contract }: Contract, id: string, resources: Resources, options: Options): Promise<Alike> {
  const found = new Map<string, Resource>()
  const gone = new Map<string, Resource>()
  for (const key of keys) {
    for (const each of await resources.having(key, true)) found.set(each.id, each)
    const last = await resources.lastGone(key)
    if (last !== undefined) gone.set(last.id, last)
  }
  const isAlike = async (other: Resource): Promise<boolean> => {
    if (other.id === id || (other.content as Content).moved === true) return false
    const theirs = await contractOf(userOf(other), options)
    return (['company', 'cpf'] as const).every((name) => contract[name] === undefined || theirs[name] === undefined || contract[name] === theirs[name])
  }
  const [here, away] = await Promise.all([found, gone].map(async (some) => {
    const all = [...some.values()]
    const alike = await Promise.all(all.map(isAlike))
    return all.filter((_, i) => alike[i])
  }))
  return { active: here!.filter((each) => isActive(userOf(each))), past: [...here!.filter((each) => !isActive(userOf(each))), ...away!] }
}

const userOf = ({ content }: Resource): Json => (content as Content).user
