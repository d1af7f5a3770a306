import type { Call } from '../../domain/destination.ts'
import type { Body } from './body.ts'

/** URLs are made of parts, always with a slash at the end: without it the vendor redirects, and a redirect can lose a body. */
const EMPLOYEES = '/employees/'
const one = (id: string): string => `${EMPLOYEES}${encodeURIComponent(id)}/`

export const creates = (body: Body): Call => ({ method: 'POST', path: EMPLOYEES, body })
export const updates = (id: string, body: Body): Call => ({ method: 'PUT', path: one(id), body })
/** DELETE carries its body: without one the date and the reason would be lost. */
export const ends = (id: string, body: Body): Call => ({ method: 'DELETE', path: one(id), body })
export const reads = (id: string): Call => ({ method: 'GET', path: one(id) })
export const groups = (): Call => ({ method: 'GET', path: '/groups/' })

export function lists (query: Record<string, string> = {}): Call {
  const search = new URLSearchParams(query).toString()
  return { method: 'GET', path: search === '' ? EMPLOYEES : `${EMPLOYEES}?${search}` }
}

/** True when the path names one account, so that a 404 is about the account. */
export const isAboutOne = ({ path }: Call): boolean => path.startsWith(EMPLOYEES) && /^[^/?]+\/$/.test(path.slice(EMPLOYEES.length))
