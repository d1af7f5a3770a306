import type { Call, Context, Said } from './call.ts'
import { cpfDigits } from './formats.ts'
import { noEmployee, Refused } from './refusals.ts'
import type { Variants } from './variants.ts'
import { personValues } from './views.ts'
import type { Person } from './world.ts'

/** A parameter that the vendor does not know, or one without a value, filters nothing: the answer is everybody. */
export function listEmployees (context: Context, { query }: Call): Said {
  const { store, variants } = context
  const filters = (['cpf', 'internal_number', 'email'] as const).flatMap(key => query.get(key) ? [{ key, wanted: query.get(key) ?? '' }] : [])
  const found = [...store.visible.people.values()]
    .filter(person => variants.resignedInReads === 'shown' || !person.resigned)
    .filter(person => filters.every(({ key, wanted }) => has(person, key, wanted, variants)))
  const page = pageOf(found, query, variants)
  if (page.length === 0) throw new Refused('No employee found', 'nobody matches', true)
  return { message: 'Employees found', values: page.map(person => personValues(person, context)) }
}

function has (person: Person, key: 'cpf' | 'internal_number' | 'email', wanted: string, { search }: Variants): boolean {
  const value = person[key]?.toLowerCase()
  const text = key === 'cpf' ? cpfDigits(wanted) ?? wanted : wanted.toLowerCase()
  return value !== undefined && (search === 'contains' ? value.includes(text) : value === text)
}

function pageOf (people: Person[], query: URLSearchParams, { paging }: Variants): Person[] {
  if (paging === 'none') return people
  const { parameter, size, beyond } = paging
  const last = Math.max(1, Math.ceil(people.length / size))
  const asked = Math.max(1, Number.parseInt(query.get(parameter) ?? '1', 10) || 1)
  const page = beyond === 'repeats_last' ? Math.min(asked, last) : asked
  return people.slice((page - 1) * size, page * size)
}

export function getEmployee (context: Context, { params: [id = ''] }: Call): Said {
  const { store, variants } = context
  const person = store.visible.people.get(id)
  if (!person || (person.resigned && variants.resignedInReads === 'hidden')) throw noEmployee(id)
  const values = personValues(person, context)
  return { message: 'Employee found', values: variants.one === 'array' ? [values] : values }
}
