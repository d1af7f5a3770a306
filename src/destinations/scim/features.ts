import type { Catalogue } from '../../domain/destination.ts'
import type { Instant } from '../../domain/calendar.ts'
import { CORE, type Place } from './attributes.ts'
import type { ScimOptions } from './options.ts'

/** The list of the catalogue in which is kept what a provider can do, as it said or as it answered. */
export const FEATURES = 'features'

const HOUR_MS = 3_600_000

export type Feature = { label: string, remoteId: string }
export const feature = (label: string, value: string | number | boolean): Feature => ({ label, remoteId: String(value) })

const told = (catalogue: Catalogue, label: string): string | undefined => catalogue.find(FEATURES, label)?.remoteId
const is = (catalogue: Catalogue, label: string, byDefault: boolean): boolean => (told(catalogue, label) ?? String(byDefault)) === 'true'

type Given = { options: ScimOptions, catalogue: Catalogue }

/** What was read is good for a day; that there is nothing to be read is believed for an hour. */
export function isDiscovered ({ options, catalogue }: Given, at: Instant): boolean {
  if (!options.discovery) return true
  const goodFor = is(catalogue, 'discovery', false) ? 24 * HOUR_MS : HOUR_MS
  return catalogue.readAt !== undefined && at - catalogue.readAt < goodFor
}

export type Way = 'patch' | 'put'

export const updatesBy = ({ options: { update_with: way }, catalogue }: Given): Way =>
  way !== 'discovered' ? way : is(catalogue, 'patch', true) ? 'patch' : 'put'

export const namesValues = ({ options: { value_paths: way }, catalogue }: Given): boolean =>
  way === 'discovered' ? is(catalogue, 'value paths', true) : way === 'filter'

export const hasVersions = ({ options: { versions }, catalogue }: Given): boolean =>
  versions === 'discovered' ? is(catalogue, 'etag', false) : versions === 'always'

export const searchesByPost = ({ options: { search }, catalogue }: Given): boolean => search === 'post' || is(catalogue, 'search by post', false)

/** Whether accounts can be found by this attribute. */
export const canFilter = ({ catalogue }: Given, attribute: string): boolean => is(catalogue, 'filter', true) && is(catalogue, `filter ${attribute}`, true)

/** Operations that one call takes, and how large it may be, in bytes. */
export function bulkOf ({ options, catalogue }: Given): { operations: number, bytes: number } {
  if (options.bulk === 'never' || !is(catalogue, 'bulk', false)) return { operations: 1, bytes: 0 }
  const number = (label: string, byDefault: number): number => {
    const value = Number(told(catalogue, label))
    return Number.isFinite(value) && value > 0 ? Math.floor(value) : byDefault
  }
  return { operations: Math.min(options.bulk_operations, number('bulk operations', options.bulk_operations), number('bulk tried', options.bulk_operations)), bytes: number('bulk bytes', 1_048_576) }
}

/** Labels of what /Schemas says about an attribute. */
export const ofSchema = (urn: string): string => `schema ${urn}`
export const ofAttribute = (urn: string, path: string): string => `attribute ${urn} ${path}`

/** False: the provider's schemas do not have this, or not to be written. What they say nothing about may be tried. */
export function isWritable ({ urn = CORE, name, type, member }: Place, catalogue: Catalogue): boolean {
  if (!is(catalogue, 'schemas', false)) return true
  if (told(catalogue, ofSchema(urn)) === undefined) return urn === CORE
  if (told(catalogue, ofSchema(urn)) !== 'true') return false
  const mutability = told(catalogue, ofAttribute(urn, name))
  // externalId belongs to every resource, and is often not listed with a schema's own attributes.
  if (mutability === undefined) return name === 'externalId'
  if (mutability === 'readonly') return false
  return type !== undefined || member === undefined || told(catalogue, ofAttribute(urn, `${name}.${member}`)) !== 'readonly'
}
