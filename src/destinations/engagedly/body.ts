import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import { asList, isBlank } from '../accounts/kinds.ts'
import type { Body } from './calls.ts'
import { attributeOf, kindOf, LISTS, REQUIRED } from './lines.ts'
import { mandatoryIn } from './mandatory.ts'
import type { EngagedlySettings } from './options.ts'

export interface Value { field: string, to: RemoteValue }

type Needs = Pick<EngagedlySettings, 'options' | 'catalogue'>

/** What is written, by the names of a write. */
export function bodyOf (values: readonly Value[], needs: Needs): Body {
  const body: Body = {}
  const attributes: Record<string, unknown> = {}
  for (const { field, to } of values) {
    const attribute = attributeOf(field)
    if (attribute !== undefined) attributes[attribute] = to
    else body[field] = written(field, to, needs)
  }
  if (Object.keys(attributes).length === 0) return body
  return needs.options.custom_attributes_as === 'top_level' ? { ...body, ...attributes } : { ...body, custom_attributes: attributes }
}

function written (field: string, value: RemoteValue, { catalogue }: Needs): unknown {
  const list = LISTS[field as keyof typeof LISTS] ?? 'users'
  const id = (text: string): string | number => catalogue.find(FORMS, list)?.remoteId === NUMBER && isExact(text) ? Number(text) : text
  if (field === 'manager_id') return asList(value).map(id)[0] ?? null
  switch (kindOf(field)) {
    case 'ids': return asList(value).map(id)
    case 'word': return typeof value === 'string' ? id(value) : null
    default: return value
  }
}

/** Some ids are numbers and others are not, or have more digits than a number keeps: another id, or none, would be written. */
const isExact = (text: string): boolean => Number.isSafeInteger(Number(text)) && String(Number(text)) === text

/** Ids are numbers in some accounts and texts in others: they are written as they were shown. A list of the catalogue. */
export const FORMS = 'forms'
export const NUMBER = 'number'

/**
 * What goes along with a change although it does not change: what Engagedly wants in every body. As it stands there, or, where
 * nothing stands, as it should be.
 */
export function companions (known: KnownAccount, changing: readonly Value[], meant: ReadonlyMap<string, RemoteValue>, { catalogue, options }: Needs): Value[] {
  const trio = options.required_in_patch ? REQUIRED : []
  return [...new Set([...trio, ...mandatoryIn(catalogue)])].flatMap((field) => {
    if (changing.some((each) => each.field === field)) return []
    const to = isBlank(known.fields[field]) ? meant.get(field) : known.fields[field]
    // What was refused would be refused again.
    return to === undefined || isBlank(to) || (isBlank(known.fields[field]) && known.refused?.[field] !== undefined) ? [] : [{ field, to }]
  })
}
