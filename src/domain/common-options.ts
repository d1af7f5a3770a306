import type { Scope } from './scope.ts'

/** Options that mean the same at every destination; an adapter's options include them. */
export interface CommonOptions {
  requests_per_second: number
  /** Destinations of a tenant that name the same group share their rate. */
  rate_group?: string
  concurrency: number
  hire_lead_days: number
  terminate_on: 'date' | 'last_working_day'
  /** HH:MM in the zone of the tenant. */
  terminate_at: string
  confirm: boolean
  scope: Scope
  operations: Operations
}

/** What may be done there at all. What is switched off is withheld and shown. */
export interface Operations { create: boolean, update: boolean, end: boolean, erase: boolean }
