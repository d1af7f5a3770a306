import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount, RemoteFields, RemoteValue } from '../../domain/known.ts'
import type { Fields, Reference } from '../../domain/fields.ts'
import { registerOf, type Register } from '../../domain/view/registers.ts'
import type { Change, Finding } from '../accounts/findings.ts'
import { asList, isBlank } from '../accounts/kinds.ts'
import type { Line } from '../accounts/lines.ts'
import { managersMeant } from '../accounts/managers.ts'
import { inWordsOf, registersTold, unmappedIn as unmapped, type Meant } from '../accounts/meant.ts'
import { CUSTOM, IDENTIFIERS, isOfRecord, kindOf, linesOf, mayGo, SPANS } from './fields.ts'
import type { WebhookOptions, WebhookSettings } from './options.ts'

const SPLIT = 'never'

/** What the receiver should have been told: the record, of it what may go, and null for what was told and is said by nobody any more. */
export function meantBy (desired: Desired, known: KnownAccount | undefined, { options }: WebhookSettings): { meant: readonly Meant[], findings: Finding[] } {
  const { fields } = desired
  const lines = linesOf(fields, options)
  const record = inWordsOf(fields, lines, { split: SPLIT, special: (line) => special(line, fields) })
  const told = new Set(lines.filter((line) => registersTold(line, fields, SPLIT).length > 0).map(({ field }) => field))
  const gone = Object.keys(known?.fields ?? {}).filter((field) => isOfRecord(field) && !told.has(field) && mayGo(field, options) && !isBlank(known?.fields[field]))
  const managers = managersIn(desired, known, lines)
  return {
    meant: [
      ...record.meant.filter((each) => !isOver(each, desired.today, known)),
      ...managers.meant,
      ...gone.map((field): Meant => ({ field, kind: kindOf(field), value: null, registers: [registerOf(field)] }))
    ],
    findings: [...record.withheld.map((withheld) => ({ withheld })), ...managers.findings]
  }
}

function special ({ field }: Line, fields: Fields): { value: RemoteValue } | 'elsewhere' | undefined {
  if (field === 'managers') return 'elsewhere'
  if (!SPANS.includes(field)) return undefined
  const span = fields[field as 'vacation' | 'leave']
  return { value: span == null ? null : `${span.from}/${span.until ?? ''}` }
}

/** An absence that was over before anybody was told of it is nobody's business. */
const isOver = ({ field, value }: Meant, today: string, known: KnownAccount | undefined): boolean => {
  const until = SPANS.includes(field) && typeof value === 'string' ? value.split('/')[1]! : ''
  return until !== '' && until < today && isBlank(known?.fields[field])
}

function managersIn (desired: Desired, known: KnownAccount | undefined, lines: readonly Line[]): { meant: Meant[], findings: Finding[] } {
  if (desired.fields.managers === undefined || !lines.some(({ field }) => field === 'managers')) return { meant: [], findings: [] }
  const { ids, findings } = managersMeant(desired, desired.managers, 'managers', asList(known?.fields.managers), desired.employee)
  return { meant: ids === undefined ? [] : [{ field: 'managers', kind: 'ids', value: ids, registers: ['managers'] }], findings }
}

export const unmappedIn = (fields: Fields, options: WebhookOptions): Register[] => unmapped(fields, linesOf(fields, options))

/** All of it, whatever was said before; null for what was told and is not so any more. `doubting`: also for what may have been told. */
export function wholeOf (desired: Desired, known: KnownAccount | undefined, settings: WebhookSettings, doubting = false): Change[] {
  return meantBy(desired, known, settings).meant.flatMap(({ field, value: to, registers }) => {
    const from = known?.fields[field]
    return isBlank(to) && isBlank(from) && !doubting ? [] : [{ field, from, to, registers }]
  })
}

export const fieldsIn = (changes: Change[]): RemoteFields => Object.fromEntries(changes.map(({ field, to }) => [field, to]))

/** Who is meant, by what the receiver has been told and may still be. */
export function whoIs ({ remoteId, fields }: Pick<KnownAccount, 'remoteId' | 'fields'>, options: WebhookOptions): Record<string, unknown> {
  return { source_id: remoteId, ...Object.fromEntries(IDENTIFIERS.filter((name) => !isBlank(fields[name]) && mayGo(name, options)).map((name) => [name, fields[name]])) }
}

/** Fields in the form in which the record is told: custom ones in one object, absences as spans, managers as references. */
export function dataOf (fields: RemoteFields, desired: Desired, options: WebhookOptions): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(fields)) {
    if (!isOfRecord(field)) continue
    if (field.startsWith(CUSTOM)) data.custom = { ...data.custom as object, [field.slice(CUSTOM.length)]: value }
    else if (SPANS.includes(field)) data[field] = spanIn(value)
    else data[field] = field === 'managers' ? asList(value).map((id) => referenceTo(id, desired, options)) : value
  }
  return data
}

export function spanIn (value: RemoteValue | undefined): { from: string, until?: string } | null {
  const [from = '', until = ''] = typeof value === 'string' ? value.split('/') : []
  return from === '' ? null : { from, ...(until !== '' && { until }) }
}

/** A manager by our id, and by as much of what HR named them by as may go. */
function referenceTo (id: string, { managers }: Desired, options: WebhookOptions): Reference {
  const named = managers.find((each) => each.state === 'linked' && each.remoteId === id)?.reference ?? {}
  return { source_id: id, ...Object.fromEntries(IDENTIFIERS.flatMap((name) => named[name as keyof Reference] !== undefined && mayGo(name, options) ? [[name, named[name as keyof Reference]]] : [])) }
}
