import { isObject, type Json } from '../json.ts'

/** Never carried, and not even stored, whatever the owner maps. */
const PRIVATE = new Set(['pis', 'ctps', 'series', 'rg', 'salary', 'pin', 'password', 'bank', 'dependents'])
const OF_ROLE = ['id', 'externalId', 'name', 'description']

/** The record without money and without documents other than the CPF. */
export function withoutPrivate (employee: Json): Json {
  return Object.fromEntries(Object.entries(employee)
    .filter(([name]) => !PRIVATE.has(name.toLowerCase()))
    .map(([name, value]) => [name, /^jobRole/.test(name) && isObject(value) ? only(value, OF_ROLE) : value]))
}

const only = (value: Json, names: string[]): Json => Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)))
