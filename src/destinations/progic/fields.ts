/** The fields of an employee, by what the vendor calls them; their names in JSON are not public. Beside them: extra.<name>. */
export const FIELDS = [
  'pin', 'first_name', 'last_name', 'social_name', 'social_surname', 'mobile_phone', 'work_email', 'personal_email', 'unit', 'department', 'job_title',
  'employee_number', 'company_code', 'birth_date', 'hire_date', 'vacation_start', 'vacation_end', 'show_birthday', 'show_tenure', 'show_vacation', 'idgroup'
] as const

export const EXTRA = 'extra.'
export const isExtra = (field: string): boolean => field.startsWith(EXTRA)
export const FLAGS: readonly string[] = ['show_birthday', 'show_tenure', 'show_vacation']
/** An account is made of these, and keeps them. */
export const REQUIRED: readonly string[] = ['employee_number', 'first_name', 'last_name']
/** Company code and number are one: who somebody is. */
export const KEY: readonly string[] = ['company_code', 'employee_number']
