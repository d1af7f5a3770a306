import type { KnownAccount, RemoteFields } from '../../domain/known.ts'
import { isBlank } from '../accounts/kinds.ts'
import { KEY } from './fields.ts'
import { written } from './formats.ts'
import type { ProgicOptions } from './options.ts'

/** {id}, or any field of ours by its name. */
export const PLACE = /\{([^{}]{1,110})\}/g

export const placesIn = (template: string): string[] => [...template.matchAll(PLACE)].map(([, name]) => name ?? '')

/** What stands for each placeholder, in the form in which the API wants it. */
export type Values = (name: string) => string | undefined

export function valuesOf (fields: RemoteFields, options: ProgicOptions, id?: string): Values {
  return (name) => {
    if (name === 'id') return id
    const value = fields[name]
    return isBlank(value) ? undefined : String(written(name, value!, options))
  }
}

/** A template with every place filled in; undefined when one cannot be. */
export function filled (template: string, values: Values, encoded: (text: string) => string = String): string | undefined {
  let whole = true
  const text = template.replace(PLACE, (_, name: string) => {
    const value = values(name)
    whole &&= value !== undefined
    return encoded(value ?? '')
  })
  return whole ? text : undefined
}

/** A path: no value can leave its segment. A text of dots would be another path to whoever normalises it. */
export function pathOf (template: string, values: Values): string | undefined {
  const safe: Values = (name) => {
    const value = values(name)
    return value === undefined || /^\.{1,2}$/.test(value) ? undefined : value
  }
  return filled(template, safe, encodeURIComponent)
}

/** The id of an account where company code and number are the id. */
export const keyOf = (fields: RemoteFields): string =>
  KEY.map((field) => fields[field]).filter((value) => !isBlank(value)).map((value) => encodeURIComponent(String(value))).join(':')

export const valuesOfAccount = ({ fields, remoteId }: KnownAccount, options: ProgicOptions): Values => valuesOf(fields, options, remoteId)
