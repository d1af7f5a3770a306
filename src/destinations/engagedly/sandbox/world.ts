import { randomUUID } from 'node:crypto'

export const LISTS = ['departments', 'businesses', 'locations', 'job_titles'] as const
export type List = typeof LISTS[number]

export interface Entry { id: string, name: string }
export interface Attribute { key: string, name: string, mandatory: boolean, preset: boolean, data_type: string, options?: string[] }

/** One user as it is kept. */
export interface User {
  id: string
  status: 'Active' | 'Blocked'
  block_reason_code: string | null
  values: Record<string, unknown>
  custom: Record<string, unknown>
}

export interface SandboxOptions {
  clientKey: string
  secretKey: string
  now: () => Date
  /** Requests a minute; no limit unless said. */
  perMinute?: number
  /** Whether a 429 says when to come back. */
  saysRetryAfter?: boolean
  lists?: Partial<Record<List, string[]>>
  reasons?: { code: string, label: string }[]
  attributes?: Attribute[]
  variants?: Partial<Variants>
}

/** What the material leaves open, one way or the other. */
export interface Variants {
  /** Ids are shown as numbers, and only taken as such. */
  numericIds: boolean
  /** PATCH demands what POST does. */
  patchNeedsRequired: boolean
  /** Whoever is blocked cannot be blocked again. */
  blocksOnce: boolean
  /** Dates are shown as Mar 02, 2026. */
  namedDates: boolean
  /** Fields beside the documented ones that this organisation demands. */
  demands: string[]
  /** Fields that are refused with a value that is in the text. */
  refuses: Record<string, string>
}

export interface World {
  options: SandboxOptions
  variants: Variants
  users: Map<string, User>
  lists: Record<List, Entry[]>
  attributes: Attribute[]
  reasons: { code: string, label: string }[]
  newId (): string
  shown (id: string): string | number
}

export function createWorld (options: SandboxOptions): World {
  let next = 1000
  const variants: Variants = { numericIds: false, patchNeedsRequired: false, blocksOnce: true, namedDates: false, demands: [], refuses: {}, ...options.variants }
  const newId = (): string => variants.numericIds ? String(++next) : randomUUID()
  const entries = (list: List): Entry[] => (options.lists?.[list] ?? []).map((name) => ({ id: newId(), name }))
  return {
    options,
    variants,
    users: new Map(),
    lists: { departments: entries('departments'), businesses: entries('businesses'), locations: entries('locations'), job_titles: entries('job_titles') },
    attributes: options.attributes ?? [],
    reasons: options.reasons ?? [],
    newId,
    shown: (id) => variants.numericIds ? Number(id) : id
  }
}
