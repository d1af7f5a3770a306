import type { Call } from '../../domain/destination.ts'

export type Body = Record<string, unknown>

const one = (id: string, verb = ''): string => `/users/${encodeURIComponent(id)}${verb}`

/** A page larger than this is refused. */
export const PAGE_SIZE = 50

export const creates = (body: Body): Call => ({ method: 'POST', path: '/users', body })
export const updates = (id: string, body: Body): Call => ({ method: 'PATCH', path: one(id), body })
export const deactivates = (id: string, code: string | undefined): Call => ({ method: 'PUT', path: one(id, '/deactivate'), body: code === undefined ? {} : { block_reason_code: code } })
export const activates = (id: string): Call => ({ method: 'PUT', path: one(id, '/activate'), body: {} })
export const reads = (id: string): Call => ({ method: 'GET', path: one(id) })
export const byEmail = (email: string): Call => ({ method: 'GET', path: `/users?${new URLSearchParams({ email }).toString()}` })
export const page = (list: string, number: number): Call => ({ method: 'GET', path: `/${list}?page=${number}&size=${PAGE_SIZE}` })
export const reasons = (): Call => ({ method: 'GET', path: '/users/block-reason-codes' })
export const attributes = (): Call => ({ method: 'GET', path: '/user-attributes' })
export const adds = (list: string, body: Body): Call => ({ method: 'POST', path: `/${list}`, body })

/** Whoever is not found here is at the wrong address: users are everywhere, one of them or one of the lists may not be. */
export const isAboutAll = ({ path }: Call): boolean => /^\/users(?:\?|$)/.test(path)
export const blocks = ({ path }: Call): boolean => path.endsWith('/deactivate')
export const opens = ({ path }: Call): boolean => path.endsWith('/activate')
export const isAboutUsers = ({ path }: Call): boolean => path.startsWith('/users')
export const isReasons = ({ path }: Call): boolean => path.startsWith('/users/block-reason-codes')
