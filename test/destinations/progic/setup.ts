import type { Test } from 'tap'
import progic from '../../../src/destinations/progic/index.ts'
import { complete, type ProgicOptions } from '../../../src/destinations/progic/options.ts'
import { CLIENT, startProgicSandbox, type DialectName, type SandboxOptions } from '../../../src/destinations/progic/sandbox/index.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import { START, worldOf } from '../world.ts'

export const ANA: Fields = {
  company_code: '01',
  employee_number: '00123',
  cpf: '52998224725',
  work_email: 'ana.souza@example.com',
  first_name: 'Ana',
  last_name: 'Souza',
  social_name: 'Ana Clara',
  mobile_phone: '+5511987654321',
  job_title: 'Analista',
  department: 'Financeiro',
  location: 'São Paulo',
  hire_date: '2026-03-02',
  birth_date: '1990-02-28',
  custom: { shirt_size: 'P' }
}
export const BRUNO: Fields = { company_code: '01', employee_number: '00200', first_name: 'Bruno', last_name: 'Lima' }

/** What the owner of each page would fill in: the same as in the README. */
export const PORTAL = {
  names: {
    company_code: 'company.code',
    employee_number: 'registration',
    pin: 'pin',
    first_name: 'employee.firstName',
    last_name: 'employee.lastName',
    social_name: 'employee.socialName',
    social_surname: 'employee.socialSurname',
    mobile_phone: 'contacts.mobile',
    work_email: 'contacts.workEmail',
    personal_email: 'contacts.personalEmail',
    unit: 'unit',
    department: 'department',
    job_title: 'jobTitle',
    birth_date: 'birthDate',
    hire_date: 'hireDate',
    vacation_start: 'vacation.start',
    vacation_end: 'vacation.end',
    show_birthday: 'flags.showBirthday',
    show_tenure: 'flags.showTenure',
    show_vacation: 'flags.showVacation',
    idgroup: 'idgroup'
  },
  extra: { path: 'extra' },
  create: { path: '/v1/employees' },
  update: { path: '/v1/employees/{id}' },
  delete: { path: '/v1/employees/{id}' },
  read: { path: '/v1/employees/{id}' },
  find: {
    path: '/v1/employees', query: { companyCode: '{company_code}', registration: '{employee_number}' }, items: 'content', paging: { style: 'page', parameter: 'page', size_parameter: 'size', size: 50 }
  },
  errors: { field: 'error.fields.0', exists_id: 'error.id' }
}
export const RH = {
  token: { client_auth: 'basic' },
  names: {
    company_code: 'codigoEmpresa',
    employee_number: 'matricula',
    pin: 'cpf',
    first_name: 'nome',
    last_name: 'sobrenome',
    social_name: 'nomeSocial',
    social_surname: 'sobrenomeSocial',
    mobile_phone: 'celular',
    work_email: 'emailCorporativo',
    personal_email: 'emailPessoal',
    unit: 'unidade',
    department: 'departamento',
    job_title: 'cargo',
    birth_date: 'nascimento',
    hire_date: 'admissao',
    vacation_start: 'feriasInicio',
    vacation_end: 'feriasFim',
    show_birthday: 'exibeAniversario',
    show_tenure: 'exibeTempoDeCasa',
    show_vacation: 'exibeFerias',
    idgroup: 'idgroup'
  },
  extra: { path: 'camposExtras', as: 'list', name: 'campo', value: 'valor' },
  id: 'key',
  create: { path: '/api/colaboradores/incluir', wrap: 'colaborador', item: 'dados' },
  update: { method: 'POST', path: '/api/colaboradores/{company_code}/{employee_number}/alterar', wrap: 'colaborador', body: 'changed' },
  delete: { method: 'POST', path: '/api/colaboradores/{company_code}/{employee_number}/excluir', set: { motivo: 'DESLIGAMENTO' } },
  find: { by: 'path', path: '/api/colaboradores/{company_code}/{employee_number}', item: 'dados' },
  errors: { ok: { path: 'sucesso', value: true }, code: 'erro.codigo', codes: { JA_EXISTE: 'exists', NAO_ENCONTRADO: 'missing', GRUPO_NAO_LIBERADO: 'group', ESCOPO: 'group', DADOS_INVALIDOS: 'invalid' } },
  date_format: 'DD/MM/YYYY',
  phone_format: 'national',
  booleans: ['S', 'N'],
  numbers: ['idgroup']
}
export const OPTIONS: Record<DialectName, object> = { portal: PORTAL, rh: RH }

export interface Setup { dialect?: DialectName, options?: Record<string, unknown>, sandbox?: Partial<SandboxOptions>, credentials?: Record<string, string> }

/** A sandbox in one of its dialects, and a world that was configured for it. */
export async function setup (t: Test, { dialect = 'portal', options = {}, sandbox: more = {}, credentials = {} }: Setup = {}) {
  const clock = { at: START }
  const sandbox = await startProgicSandbox({ dialect, now: () => new Date(clock.at), ...more })
  t.teardown(() => sandbox.close())
  const usual = OPTIONS[dialect] as { token?: object }
  const whole = complete({ ...usual, ...options, token: { url: sandbox.tokenUrl, ...usual.token, ...options.token as object } } as Partial<ProgicOptions>)
  const world = worldOf(t, { adapter: progic, url: sandbox.url, clock, options: whole as never, credentials: { client_id: CLIENT.id, client_secret: CLIENT.secret, ...credentials } })
  const { control } = sandbox
  return {
    ...world,
    sandbox,
    control,
    options: whole,
    people: control.people,
    person: (number: string) => control.people().find(({ values }) => values.number === number),
    /** The writes that reached the sandbox, after the token was accepted. */
    writes: () => control.requests().filter(({ method, path }) => method !== 'GET' && !path.includes('token')),
    later: (ms: number) => { clock.at += ms }
  }
}
