import type { Language } from './faults.ts'
import { inWords, type Sentence } from './sentences.ts'

/** What people call the registers of the record, for sentences. A name that is not here is shown as it is. */
const LABELS: Record<string, Sentence> = {
  number: ['number', 'matrícula'],
  employee_number: ['number', 'matrícula'],
  company_code: ['company', 'empresa'],
  company_name: ['company', 'empresa'],
  source_id: ['id in the HR system', 'id no sistema de RH'],
  cpf: ['CPF', 'CPF'],
  work_email: ['work e-mail', 'e-mail corporativo'],
  personal_email: ['personal e-mail', 'e-mail pessoal'],
  mobile_phone: ['mobile phone', 'celular'],
  name: ['name', 'nome'],
  full_name: ['name', 'nome'],
  social_name: ['social name', 'nome social'],
  birth_name: ['birth name', 'nome de registro'],
  gender: ['gender', 'gênero'],
  birth_date: ['date of birth', 'data de nascimento'],
  sex: ['sex', 'sexo'],
  education: ['education', 'escolaridade'],
  language: ['language', 'idioma'],
  tags: ['tags', 'tags'],
  worker_type: ['kind of contract', 'tipo de vínculo'],
  job_title: ['job title', 'cargo'],
  department: ['department', 'departamento'],
  business_unit: ['business unit', 'unidade de negócio'],
  cost_center: ['cost centre', 'centro de custo'],
  team: ['team', 'equipe'],
  location: ['work site', 'local de trabalho'],
  groups: ['group', 'grupo'],
  managers: ['manager', 'gestor'],
  hire: ['hire', 'admissão'],
  hire_date: ['hire date', 'data de admissão'],
  vacation: ['vacation', 'férias'],
  leave: ['leave', 'afastamento'],
  termination: ['termination', 'desligamento']
}

export function labelOf (field: string, language: Language): string {
  const label = LABELS[field]
  return label === undefined ? field.replace(/^custom\./, '') : inWords(label, language)
}
