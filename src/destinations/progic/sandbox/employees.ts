import { shown, understood } from './body.ts'
import type { Code, Dialect } from './dialects.ts'
import { REQUIRED, type Field, type Person } from './person.ts'
import type { Token } from './tokens.ts'

export interface Answer { status: number, body: unknown }
interface Place { id?: string, company?: string, number?: string }

export interface Behaviour {
  /** Employees of groups that were not granted are "not found" instead of "forbidden". */
  hidesOthers: boolean
  /** Names no field in a refusal. */
  saysFields: boolean
  /** Largest page. */
  mostOnPage: number
}

/** The employees, and what may be done with them by whom. */
export function createEmployees (dialect: Dialect, behaviour: Behaviour) {
  const people = new Map<string, Person>()
  let last = 1000
  const { answers, names } = dialect
  const no = (code: Code, fields: string[] = [], id?: string): Answer => answers.refused(code, behaviour.saysFields ? fields : [], id)
  const may = ({ client, scopes }: Token, scope: string): boolean => scopes.includes(scope) && client.scopes.includes(scope)
  const keyOf = ({ values: { company, number } }: Pick<Person, 'values'>): string => `${company}\n${number}`
  const holder = (one: Pick<Person, 'values'>, but?: string): Person | undefined => [...people.values()].find((each) => each.id !== but && keyOf(each) === keyOf(one))
  const at = ({ id, company, number }: Place): Person | undefined =>
    id !== undefined ? people.get(id) : [...people.values()].find(({ values }) => values.company === company && values.number === number)

  /** Somebody whom this credential reaches, or why not. */
  function reached (token: Token, scope: string, place: Place): Person | Answer {
    if (!may(token, scope)) return no('scope')
    const person = at(place)
    if (person === undefined) return no('missing')
    return token.client.groups.includes(person.group) ? person : no(behaviour.hidesOthers ? 'missing' : 'group')
  }

  function add (values: Person['values'], extras: Person['extras'], group: string): Person {
    const person: Person = { id: String(++last), group, values, extras }
    people.set(person.id, person)
    return person
  }

  return {
    people,
    add,
    create (token: Token, body: unknown): Answer {
      if (!may(token, 'EMPLOYEE_WRITE')) return no('scope')
      const { values: { group = token.client.defaultGroup, ...rest }, extras, faults } = understood(body, dialect)
      const values: Person['values'] = rest
      const lacking = REQUIRED.filter((field) => values[field] === undefined).map((field) => names[field])
      if (faults.length + lacking.length > 0) return no('invalid', [...faults, ...lacking])
      if (!token.client.groups.includes(String(group))) return no('group', [names.group])
      const taken = holder({ values })
      if (taken !== undefined) return no('exists', [names.number], taken.id)
      const person = add(values, extras, String(group))
      return answers.made(person.id, shown(person, dialect))
    },
    update (token: Token, place: Place, body: unknown): Answer {
      const person = reached(token, 'EMPLOYEE_WRITE', place)
      if ('status' in person) return person
      const { values: { group, ...values }, extras, emptied, faults } = understood(body, dialect)
      const next: Person['values'] = dialect.replaces ? values : { ...without(person.values, emptied), ...values }
      const lacking = REQUIRED.filter((field) => next[field] === undefined).map((field) => names[field])
      if (faults.length + lacking.length > 0) return no('invalid', [...faults, ...lacking])
      if (group !== undefined && !token.client.groups.includes(String(group))) return no('group', [names.group])
      const taken = holder({ values: next }, person.id)
      if (taken !== undefined) return no('exists', [names.number], taken.id)
      Object.assign(person, { values: next, extras: dialect.replaces || Object.keys(extras).length > 0 ? extras : person.extras, group: String(group ?? person.group) })
      return answers.changed(shown(person, dialect))
    },
    remove (token: Token, place: Place): Answer {
      const person = reached(token, 'EMPLOYEE_DELETE', place)
      if ('status' in person) return person
      people.delete(person.id)
      return answers.removed
    },
    one (token: Token, place: Place): Answer {
      const person = reached(token, 'EMPLOYEE_READ', place)
      return 'status' in person ? person : { status: 200, body: answers.one(shown(person, dialect)) }
    },
    list (token: Token, query: URLSearchParams): Answer {
      if (!may(token, 'EMPLOYEE_READ')) return no('scope')
      const allowed = Object.values(dialect.query)
      const [page, size] = [Number(query.get(dialect.query.page) ?? 1), Number(query.get(dialect.query.size) ?? 20)]
      if ([...query.keys()].some((name) => !allowed.includes(name)) || !(page >= 1) || !(size >= 1 && size <= behaviour.mostOnPage)) return no('invalid', ['query'])
      const [company, number] = [query.get(dialect.query.company), query.get(dialect.query.number)]
      // The filter finds parts, too.
      const found = [...people.values()].filter(({ group, values }) => token.client.groups.includes(group) && (company === null || values.company === company) && (number === null || String(values.number).includes(number)))
      return { status: 200, body: answers.list(found.slice((page - 1) * size, page * size).map((each) => shown(each, dialect)), page, found.length) }
    }
  }
}

const without = (values: Person['values'], fields: Field[]): Person['values'] => Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field as Field)))
