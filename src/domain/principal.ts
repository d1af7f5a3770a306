import type { Language } from './faults.ts'

export const ROLES = ['ingest', 'read', 'operator', 'owner', 'admin'] as const
export type Role = typeof ROLES[number]

/** Whoever holds a key. */
export interface Principal {
  /** Null for the administrator of the instance, who belongs to no tenant. */
  tenant: string | null
  role: Role
  keyId: string
  label: string
}

/** A principal acting inside one tenant, and the language in which it reads. */
export interface Caller extends Principal {
  tenant: string
  language: Language
}

// ingest and read are siblings: one only writes, the other only reads.
const INCLUDES: Record<Role, readonly Role[]> = {
  ingest: ['ingest'],
  read: ['read'],
  operator: ['ingest', 'read', 'operator'],
  owner: ['ingest', 'read', 'operator', 'owner'],
  admin: ROLES
}

/** Whether a key of `role` may do what needs one of `needed`. */
export const mayDo = (role: Role, needed: readonly Role[]): boolean =>
  needed.some((each) => INCLUDES[role].includes(each))

/** An ingest key sees the events it sent itself, nobody else's. */
export const seesOwnEventsOnly = (role: Role): boolean => !INCLUDES[role].includes('read')
