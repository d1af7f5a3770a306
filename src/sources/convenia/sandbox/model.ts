export interface Dismissal { id: string, date: string, type: { id: string, title: string } | null, remove_acess_date: string | null, step: { id: number, name: string } }

/** An employee as the account has them; dates are YYYY-MM-DD. */
export interface Employee {
  id: string
  name: string
  last_name: string
  social_name: string | null
  email: string | null
  registration: string
  status: string
  hiring_date: string
  birth_date: string
  job: { id: string, name: string } | null
  department: { id: string, name: string } | null
  supervisor: { id: string, name: string, last_name: string } | null
  cpf: string
  personalEmail: string | null
  cellphone: string | null
  relationship: string
  custom: { id: string, custom_field_id: string, name: string, value: unknown }[]
  dismissal: Dismissal | null
  /** Not among the active, whatever the day: the dismissal is through. */
  gone: boolean
}

const IN_LIST = ['id', 'name', 'last_name', 'social_name', 'email', 'status', 'hiring_date', 'birth_date', 'registration', 'department', 'job', 'supervisor'] as const

/** As the list has them. */
export function inList (employee: Employee): object {
  const { dismissal } = employee
  return {
    ...Object.fromEntries(IN_LIST.map((name) => [name, employee[name]])),
    team: null,
    cost_center: null,
    dismissal: dismissal && { id: dismissal.id, date: dismissal.date }
  }
}

/** As the record by id has them: far more, and no status; with all that must never go further. */
export function inDetail (employee: Employee, shape: 'older' | 'newer'): object {
  const { status: _, ...listed } = inList(employee) as { status: string }
  const { cpf, personalEmail, cellphone, relationship, custom } = employee
  const contact = shape === 'older'
    ? { alternative_email: personalEmail, phone: null, cellphone, document: { cpf, pis: '000.00000.00-0', rg: '00.000.000-0', ctps: '0000000' } }
    : { cpf: { cpf }, rg: { number: '00.000.000-0' }, ctps: { number: '0000000' }, contact_information: { residential_phone: null, personal_phone: cellphone, personal_email: personalEmail } }
  return {
    ...listed,
    ...contact,
    salary: '4250.00',
    salary_type: { id: 1, name: 'Mensalista' },
    gender: 'F',
    gender_identity: null,
    ethnicity: { id: 1, name: 'Parda' },
    marital_status_id: 1,
    address: { zip_code: '01000-000', address: 'Rua das Flores', number: '1', complement: null, district: 'Centro', city: 'São Paulo', state: 'SP' },
    experience_period: { first_end: null, second_end: null },
    intern: null,
    relationship: { id: 1, name: relationship },
    custom_fields: custom
  }
}

/** As the list of the dismissed has them. */
export function inDismissed ({ id, email, dismissal }: Employee): object {
  const { id: number, date, type, remove_acess_date: removal, step } = dismissal!
  return {
    id,
    corporate_email: email,
    dismissal: {
      id: number,
      date,
      type,
      motive: null,
      comments: 'a private remark',
      termination_notice: { id: 1, date, termination_notice_type_id: 1, termination_notice_type: { id: 1, name: 'Trabalhado' } },
      dismissal_step_id: step.id,
      dismissal_step: step,
      breaking_contract: null,
      remove_acess_date: removal,
      accountancy_date: null,
      remove_benefit: null,
      finished_at: null,
      newSupervisorId: null,
      supervisor: null
    }
  }
}
