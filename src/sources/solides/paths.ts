/**
 * Where Sólides may put each field of the record, tried in order. Nobody has seen every notification, so the Portuguese names of
 * the webhook and the names of the REST record both stand here; README says which were seen. The vendor writes "departament".
 * Only what is listed is ever carried: salary, bank, dependents and documents other than the CPF are not.
 */
export const PATHS = {
  source_id: ['id'],
  employee_number: ['matricula', 'registration'],
  company_code: [],
  cpf: ['documentos.cpf', 'cpf', 'documents.idNumber', 'documents.cpf'],
  work_email: ['contato.email_corporativo', 'contact.corporateEmail', 'email_corporativo', 'email'],
  personal_email: ['contato.email_pessoal', 'contact.personalEmail', 'email_pessoal'],
  mobile_phone: ['contato.celular', 'contact.cellPhone', 'celular'],
  full_name: ['nome', 'name'],
  social_name: ['nome_social', 'socialName'],
  birth_date: ['data_nascimento', 'birthDate'],
  hire_date: ['data_admissao', 'dateAdmission'],
  job_title: ['cargo.nome', 'cargo', 'position.name', 'position'],
  department: ['departamento.nome', 'departamento', 'departament.name', 'departament', 'department.name', 'department'],
  location: ['unidade.nome', 'unidade', 'unity.name', 'unity'],
  company_name: [],
  business_unit: [],
  cost_center: [],
  team: [],
  termination_date: ['data_demissao', 'dateDismissal', 'dateResignation', 'demissionDate', 'dateDemission', 'dismissalDate', 'resignationDate', 'data_desligamento'],
  termination_reason: ['motivo_demissao', 'motivo_desligamento', 'tipo_demissao', 'dismissalReason', 'resignationReason', 'demissionReason', 'reasonDismissal'],
  last_working_day: []
} as const satisfies Record<string, readonly string[]>

export type WireField = keyof typeof PATHS
export const WIRE_FIELDS = Object.keys(PATHS) as WireField[]

const { source_id: _, ...rest } = PATHS
/** As a mapping has them: the id of the person is not mapped. */
export const FIELDS = rest
