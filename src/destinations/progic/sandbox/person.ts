/** The fields of an employee, as this imitation calls them by itself. */
export const FIELDS = [
  'company', 'number', 'pin', 'first', 'last', 'socialFirst', 'socialLast', 'mobile', 'workEmail', 'personalEmail', 'unit', 'department', 'title',
  'born', 'hired', 'vacationFrom', 'vacationUntil', 'showBirthday', 'showTenure', 'showVacation', 'group'
] as const
export type Field = typeof FIELDS[number]

export interface Person {
  id: string
  group: string
  values: Partial<Record<Field, string | boolean>>
  extras: Record<string, string>
}

export const REQUIRED: readonly Field[] = ['company', 'number', 'first', 'last']
export const DATES: readonly Field[] = ['born', 'hired', 'vacationFrom', 'vacationUntil']
export const FLAGS: readonly Field[] = ['showBirthday', 'showTenure', 'showVacation']
