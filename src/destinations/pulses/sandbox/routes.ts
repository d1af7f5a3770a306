import type { Operation } from './call.ts'
import { createEmployee, updateEmployee } from './employees.ts'
import { deleteEmployee } from './endings.ts'
import { createGroup, deleteGroup, findGroups, getGroup, groupTree, joinGroup, leaveGroup, listGroups, updateGroup } from './groups.ts'
import { getEmployee, listEmployees } from './lookups.ts'

/** A table of its own instead of Fastify's router: the host's router options (trailing slashes, case) must not soften it. */
const ROUTES: Array<[method: string, path: RegExp, operation: Operation]> = [
  ['POST', /^\/employees\/$/, createEmployee],
  ['GET', /^\/employees\/$/, listEmployees],
  ['GET', /^\/employees\/(\d+)\/$/, getEmployee],
  ['PUT', /^\/employees\/(\d+)\/$/, updateEmployee],
  ['DELETE', /^\/employees\/(\d+)\/$/, deleteEmployee],
  ['POST', /^\/employees\/(\d+)\/groups\/(\d+)\/$/, joinGroup],
  ['DELETE', /^\/employees\/(\d+)\/groups\/(\d+)\/$/, leaveGroup],
  ['GET', /^\/groups\/$/, listGroups],
  ['GET', /^\/groups\/tree\/$/, groupTree],
  ['GET', /^\/groups\/find\/$/, findGroups],
  ['POST', /^\/groups\/$/, createGroup],
  ['GET', /^\/groups\/(\d+)\/$/, getGroup],
  ['PUT', /^\/groups\/(\d+)\/$/, updateGroup],
  ['DELETE', /^\/groups\/(\d+)\/$/, deleteGroup]
]

export type Destination =
  | { kind: 'operation', name: string, operation: Operation, params: string[] }
  | { kind: 'slash_missing' }
  | { kind: 'nowhere' }

export function destinationOf (method: string, path: string): Destination {
  for (const [verb, pattern, operation] of ROUTES) {
    const params = method === verb && pattern.exec(path)?.slice(1)
    if (params) return { kind: 'operation', name: operation.name, operation, params }
  }
  const slashed = `${path}/`
  return ROUTES.some(([, pattern]) => pattern.test(slashed)) ? { kind: 'slash_missing' } : { kind: 'nowhere' }
}
