import type { Ask, Catalogue } from '../../domain/destination.ts'
import { labelKey } from '../../domain/text.ts'
import { attributeField, attributeOf } from './lines.ts'

/** Custom attributes by their names and keys, and fields that the organisation demands: lists of the catalogue. */
export const ATTRIBUTES = 'attributes'
export const MANDATORY = 'mandatory'
export const YES = 'yes'
export const NO = 'no'

/** Fields that every body needs, by the names they are written with. */
export const mandatoryIn = (catalogue: Catalogue): string[] =>
  catalogue.entries(MANDATORY).filter(({ remoteId }) => remoteId === YES).map(({ label }) => label)

/** The field of a custom attribute that is named by its name or its key; undefined: there is none. */
export function attributeNamed (name: string, catalogue: Catalogue): string | undefined {
  const entry = catalogue.find(ATTRIBUTES, name) ?? catalogue.entries(ATTRIBUTES).find(({ remoteId }) => remoteId !== undefined && labelKey(remoteId) === labelKey(name))
  return entry?.remoteId === undefined ? undefined : attributeField(entry.remoteId)
}

/** As the organisation calls it. */
export function calledBy (field: string, catalogue: Catalogue): string {
  const key = attributeOf(field)
  const label = key === undefined ? undefined : catalogue.entries(ATTRIBUTES).find(({ remoteId }) => remoteId === key)?.label
  return label === undefined ? field : `${label} (${field})`
}

export function missing (fields: readonly string[], catalogue: Catalogue, registers: string[]): Ask {
  const key = `missing_required:${[...fields].sort().join(',')}`
  return {
    reason: 'missing_required',
    registers,
    cause: key,
    asked: key,
    detail: `Engagedly takes no change to this person without ${fields.map((each) => calledBy(each, catalogue)).join(', ')}. Send it, by a change or a full row, or fill it in there.`
  }
}
