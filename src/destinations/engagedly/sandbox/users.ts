import { badRequest, done, invalid, notFound, paged, type Answer } from './answers.ts'
import { namedDate, written } from './validation.ts'
import type { List, User, World } from './world.ts'

/** A user as it is shown, which is not as it is written. */
export function shown (world: World, { id, status, values, custom }: User): Record<string, unknown> {
  const { lists, users, variants } = world
  const entry = (list: List, each: unknown) => ({ id: world.shown(String(each)), name: lists[list].find((one) => one.id === each)?.name ?? '' })
  const one = (list: List, value: unknown) => typeof value === 'string' ? entry(list, value) : null
  const many = (list: List, value: unknown) => Array.isArray(value) ? value.map((each) => entry(list, each)) : []
  const person = (each: unknown) => ({ id: world.shown(String(each)), name: String(users.get(String(each))?.values.first_name ?? '') })
  const date = (value: unknown) => typeof value === 'string' ? variants.namedDates ? namedDate(value) : value : null
  const text = (value: unknown) => value ?? null
  return {
    id: world.shown(id),
    status,
    first_name: text(values.first_name),
    last_name: text(values.last_name),
    middle_name: text(values.middle_name),
    email: text(values.email),
    employee_id: text(values.employee_id),
    employee_type: typeof values.employee_type === 'string' ? { id: 1, name: values.employee_type } : null,
    level: text(values.level),
    phone_number: text(values.phone_number),
    secondary_phone_number: text(values.secondary_phone_number),
    joining_date: date(values.joining_date),
    birthdate: date(values.birth_date),
    promotion_date: date(values.promotion_date),
    review_date: date(values.review_date),
    departments: many('departments', values.departments),
    business_unit: many('businesses', values.businesses),
    location: one('locations', values.location),
    job_title: one('job_titles', values.job_title),
    manager_id: typeof values.manager_id === 'string' ? world.shown(values.manager_id) : null,
    secondary_managers: Array.isArray(values.secondary_managers) ? values.secondary_managers.map(person) : [],
    hr_managers: Array.isArray(values.hr_managers) ? values.hr_managers.map(person) : [],
    custom_attributes: custom
  }
}

const FILTERS = ['page', 'size', 'include', 'email']

export function listUsers (world: World, query: URLSearchParams): Answer {
  const unknown = [...query.keys()].find((name) => !FILTERS.includes(name))
  if (unknown !== undefined) throw badRequest(`There is no filter ${unknown}.`, [{ field: unknown, message: 'is not known', code: 'unknown_field' }])
  const email = query.get('email')?.toLowerCase()
  const users = [...world.users.values()].filter(({ values }) => email === undefined || String(values.email).toLowerCase().includes(email))
  return paged(users.map((user) => shown(world, user)), query)
}

export function createUser (world: World, body: unknown): Answer {
  const { values, custom } = written(world, body, undefined)
  const user: User = { id: world.newId(), status: 'Active', block_reason_code: null, values, custom }
  world.users.set(user.id, user)
  return done(shown(world, user), 201)
}

export function userOf ({ users }: World, id: string): User {
  const user = users.get(id)
  if (user === undefined) throw notFound('user')
  return user
}

export function patchUser (world: World, user: User, body: unknown): Answer {
  const { values, custom } = written(world, body, user)
  Object.assign(user.values, values)
  Object.assign(user.custom, custom)
  return done(shown(world, user))
}

export function deactivate (world: World, user: User, body: unknown): Answer {
  const said = typeof body === 'object' && body !== null && !Array.isArray(body) ? body as Record<string, unknown> : {}
  const unknown = Object.keys(said).find((name) => name !== 'block_reason_code')
  if (unknown !== undefined) throw badRequest(`There is no ${unknown}.`, [{ field: unknown, message: 'is not known', code: 'unknown_field' }])
  const { block_reason_code: code } = said
  if (code !== undefined && !world.reasons.some((each) => each.code === code)) throw invalid([{ field: 'block_reason_code', message: 'no such code', code: 'invalid_value' }])
  if (user.status === 'Blocked' && world.variants.blocksOnce) throw badRequest('The user is blocked already.')
  user.status = 'Blocked'
  user.block_reason_code = typeof code === 'string' ? code : null
  return done(shown(world, user))
}

export function activate (world: World, user: User): Answer {
  if (user.status === 'Active') throw badRequest('The user is active already.')
  user.status = 'Active'
  user.block_reason_code = null
  return done(shown(world, user))
}
