import type { Fields } from '../../domain/fields.ts'
import { tidy } from '../../domain/text.ts'
import { registerOf, type Register } from '../../domain/view/registers.ts'

/** Where the first name ends when HR tells the full name alone; never: nobody guesses. */
export const SPLITS = ['first_token', 'last_token', 'never'] as const
export type Split = typeof SPLITS[number]

/** Fields of the record that a mapping may name. Restricted ones are sent only when a mapping names them. */
const PLAIN = [
  'employee_number', 'company_code', 'company_name', 'cpf', 'work_email', 'personal_email', 'mobile_phone', 'full_name', 'first_name', 'last_name',
  'social_name', 'social_first_name', 'social_last_name', 'birth_name', 'gender', 'birth_date', 'sex', 'education', 'language', 'show_birthday', 'show_tenure',
  'show_vacation', 'tags', 'worker_type', 'job_title', 'department', 'business_unit', 'cost_center', 'team', 'location', 'groups', 'managers', 'hire_date'
]
/** Parts of fields, and what is derived from several. shown_…: the social name where there is one, else the legal one. */
const DERIVED = ['shown_name', 'shown_first_name', 'shown_last_name', 'vacation.from', 'vacation.until', 'leave.from', 'leave.until', 'termination.date', 'termination.last_working_day', 'termination.reason']

/** What a mapping may name, as a pattern. */
export const SOURCE = `^(${[...PLAIN, ...DERIVED].join('|').replaceAll('.', '\\.')}|custom\\..{1,100})$`

/** What the record says under a name that a mapping may use. undefined: nobody told; null: HR has emptied it. */
export interface Said { value: unknown, registers: Register[] }

export function said (fields: Fields, name: string, split: Split = 'first_token'): Said {
  if (name.startsWith('custom.')) {
    const value = fields.custom === null ? null : fields.custom?.[name.slice('custom.'.length)]
    return { value, registers: value === undefined ? [] : [name] }
  }
  if (name.includes('.')) return part(fields, name)
  if (name.startsWith('shown_')) return shown(fields, name, split)
  const value = NAMES[name] === undefined ? fields[name as keyof Fields] : nameIn(fields, name, split)
  return { value, registers: value === undefined ? [] : [registerOf(name)] }
}

function part (fields: Fields, name: string): Said {
  const [whole = '', member = ''] = name.split('.')
  const value = fields[whole as 'vacation' | 'leave' | 'termination']
  if (value === undefined) return { value, registers: [] }
  return { value: value === null ? null : (value as Record<string, unknown>)[member] ?? null, registers: [whole] }
}

/** First and last names, and the full name that they can be told from. */
const NAMES: Record<string, { full: keyof Fields, first: keyof Fields, last: keyof Fields }> = Object.fromEntries(
  [['', 'full_name'], ['social_', 'social_name']].flatMap(([prefix, full]) => ['first_name', 'last_name'].map((name) => [
    `${prefix}${name}`, { full: full as keyof Fields, first: `${prefix}first_name` as keyof Fields, last: `${prefix}last_name` as keyof Fields }
  ])))

/** A name as it was told, or its part of the full one. A single word is a first name and no last one. */
function nameIn (fields: Fields, name: string, split: Split): unknown {
  const { full, first, last } = NAMES[name]!
  const told = fields[name as keyof Fields]
  if (told !== undefined && told !== null) return told
  const whole = fields[full]
  // Half of a name that was told in halves is not guessed from the whole.
  if (split === 'never' || typeof whole !== 'string' || fields[first] != null || fields[last] != null) return told
  const words = tidy(whole).split(/\s+/)
  const at = split === 'first_token' ? 1 : Math.max(1, words.length - 1)
  return (name.endsWith('first_name') ? words.slice(0, at) : words.slice(at)).join(' ') || null
}

function shown (fields: Fields, name: string, split: Split): Said {
  const part = name.slice('shown_'.length)
  const names = part === 'name' ? ['social_name', 'full_name'] : [`social_${part}`, part]
  const hasSocial = ['social_name', 'social_first_name', 'social_last_name'].some((each) => typeof fields[each as keyof Fields] === 'string')
  const both = names.map((each) => part === 'name' ? whole(fields, each) : said(fields, each, split))
  const [social, legal] = both as [Said, Said]
  return { value: hasSocial ? social.value ?? legal.value : legal.value, registers: [...new Set(both.flatMap(({ registers }) => registers))] }
}

/** A full name, put together where only its parts were told. */
function whole (fields: Fields, name: string): Said {
  const prefix = name === 'social_name' ? 'social_' : ''
  const parts = [fields[`${prefix}first_name` as keyof Fields], fields[`${prefix}last_name` as keyof Fields]].filter((each) => typeof each === 'string')
  const value = fields[name as keyof Fields] ?? (parts.length > 0 ? parts.join(' ') : fields[name as keyof Fields])
  return { value, registers: value === undefined ? [] : [registerOf(name)] }
}
