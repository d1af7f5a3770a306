import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Fault } from '../../domain/faults.ts'
import type { Identifiers } from '../../domain/fields.ts'
import { canonical } from '../../domain/formats.ts'
import type { Caller } from '../../domain/principal.ts'
import { hasControls, tidy } from '../../domain/text.ts'
import { page } from '../../domain/views/common.ts'
import { EmployeeSearch, EmployeeStatus, EmployeeSummary, EmployeeView } from '../../domain/views/employee.ts'
import { callerOf } from '../auth.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { filter, listQuery, pageAnswer, pageOf } from '../paging.ts'
import { invalid } from '../refusals.ts'
import { IdParams } from '../schemas.ts'

export interface EmployeeFilter {
  status?: EmployeeStatus
  /** Name of a destination at which they have a link. */
  destination?: string
}

/** Identifiers in their kept form; `name` tidied. All that is given must hold. */
export type SoughtEmployee = Identifiers & { name?: string }

export interface EmployeeOptions {
  /** Of a merged id, the employee it points at. */
  findEmployee (caller: Caller, id: string): Promise<EmployeeView>
  listEmployees (caller: Caller, filter: EmployeeFilter, page: PageRequest): Promise<Page<EmployeeSummary>>
  searchEmployees (caller: Caller, sought: SoughtEmployee, limit: number): Promise<EmployeeSummary[]>
}

const Query = listQuery({
  status: Type.Optional(EmployeeStatus),
  destination: filter('Name of a destination at which they have a link.')
})

export const employees: FastifyPluginAsyncTypebox<EmployeeOptions> = async (app, { findEmployee, listEmployees, searchEmployees }) => {
  app.get('/v1/employees', {
    config: { needs: ['read'] },
    schema: { tags: ['Employees'], operationId: 'list_employees', summary: 'Employees, newest first', querystring: Query, response: { 200: page(EmployeeSummary) } }
  }, async (request) => {
    const { status, destination } = request.query
    return pageAnswer(await listEmployees(callerOf(request), {
      ...(status !== undefined && { status }),
      ...(destination !== undefined && { destination })
    }, pageOf(request.query)))
  })

  app.get('/v1/employees/:id', {
    config: { needs: ['read'] },
    schema: { tags: ['Employees'], operationId: 'get_employee', summary: 'One employee: view, employments, links, timeline', params: IdParams, response: { 200: EmployeeView } }
  }, async (request) => findEmployee(callerOf(request), request.params.id))

  app.post('/v1/employees/search', {
    config: { needs: ['read'] },
    schema: {
      tags: ['Employees'],
      operationId: 'search_employees',
      summary: 'Find employees by what is personal, which belongs in a body and in no URL',
      body: EmployeeSearch,
      response: { 200: page(EmployeeSummary) }
    }
  }, async (request) => {
    const { limit = 50, ...sought } = request.body
    return pageAnswer({ data: await searchEmployees(callerOf(request), tidied(sought), limit) })
  })
}

function tidied (sought: SoughtEmployee): SoughtEmployee {
  const entries = Object.entries(sought).map(([name, text]) => [name, tidy(text)] as const)
  const faults = entries.flatMap(([name, text]): Fault[] => {
    if (hasControls(text)) return [{ pointer: `/${name}`, code: 'control_character' }]
    return text === '' ? [{ pointer: `/${name}`, code: 'empty' }] : []
  })
  if (faults.length > 0) throw invalid(faults)
  if (entries.length === 0) throw invalid([{ pointer: '', code: 'no_identifier' }])
  return canonical(Object.fromEntries(entries) as SoughtEmployee)
}
