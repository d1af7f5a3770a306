import type { RowReading } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { wordKey } from '../mapping/lookup.ts'
import { REASONS } from '../mapping/portuguese.ts'
import type { Defaults } from '../mapping/row.ts'
import { stintFrom } from '../mapping/stint.ts'
import { withDays } from './days.ts'
import { withoutPrivate } from './private.ts'
import type { Options } from './settings.ts'

/** What the number in `status` means is not published: `fired` says who has left. */
const EMPLOYEE: Defaults = {
  fields: {
    employee_number: ['externalId'],
    cpf: ['cpf'],
    work_email: ['email'],
    mobile_phone: ['phone', 'cellPhone'],
    full_name: ['name'],
    social_name: ['socialName'],
    birth_date: ['birthDate'],
    sex: ['sex'],
    hire_date: ['admissionDate'],
    job_title: ['jobRoleDTO.description', 'jobRoleDTO.name', 'jobRole.description', 'jobRole.name'],
    location: ['currentWorkplaceDTO.name', 'currentWorkplace.name', 'workplaceList.name'],
    company_name: ['company.fantasyName', 'company.descriptionName'],
    status: ['fired'],
    termination_date: ['resignationDate'],
    termination_reason: ['resignationReason']
  },
  statuses: { false: 'active', true: 'ended' },
  // Its own are codes.
  reasons: {
    ...REASONS,
    'pedido demissao colaborador': 'voluntary',
    'pedido demissao': 'voluntary',
    'termino contrato': 'contract_end',
    'transferencia grupo empresarial': 'not_applicable'
  }
}

const TRANSFER = 'transferencia grupo empresarial'
const SEXES: Record<string, 'M' | 'F'> = { masculino: 'M', feminino: 'F' }
const MOST_MANAGERS = 20

/** What one record of an employee says. */
export async function row (record: unknown, options: Options): Promise<RowReading> {
  if (!isObject(record)) return { kind: 'unclear', reason: 'The record is not an object.' }
  const flat = flatOf(record, options)
  // The owner's own company of every number comes before the one of the account.
  const fields = options.company_code === undefined ? { ...EMPLOYEE.fields, company_code: ['company.id'] } : EMPLOYEE.fields
  const reading = await stintFrom(flat, { ...EMPLOYEE, fields }, options)
  if (reading.kind !== 'row') return reading
  const { told } = reading
  const managers = options.mapping !== undefined && Object.keys(options.mapping).some((name) => name.startsWith('manager_')) ? undefined : managersIn(flat)
  return {
    kind: 'row',
    told: {
      ...told,
      ...(isTransfer(told.termination, options) && { standing: 'transferred' }),
      body: { ...told.body, ...(managers !== undefined && { managers }) }
    }
  }
}

function flatOf (record: Json, { time_zone: zone = 'America/Sao_Paulo' }: Options): Json {
  const flat = withDays(withoutPrivate(record), zone)
  const sex = typeof flat.gender === 'string' ? SEXES[wordKey(flat.gender)] : undefined
  return sex === undefined ? flat : { ...flat, sex }
}

/** A contract that goes on in another company of the group is no leaver's. */
const isTransfer = (termination: { source_reason?: string | undefined } | undefined, { transfer_as_leaver: counts = false }: Options): boolean =>
  !counts && termination?.source_reason !== undefined && wordKey(termination.source_reason) === TRANSFER

/** All of them, as they are listed; undefined when the record does not tell. */
function managersIn ({ id, managers = undefined, lastManager: last }: Json): { source_id: string }[] | undefined {
  if (managers === null) return []
  if (!Array.isArray(managers)) return isObject(last) ? managersIn({ id, managers: [last] }) : undefined
  const ids = managers.flatMap((each: unknown) => {
    const manager = isObject(each) ? each.id : each
    return typeof manager === 'number' || (typeof manager === 'string' && manager.trim() !== '') ? [String(manager).trim()] : []
  })
  return [...new Set(ids)].filter((each) => each !== String(id)).slice(0, MOST_MANAGERS).map((each) => ({ source_id: each }))
}
