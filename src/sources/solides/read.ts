import type { EventType } from '../../domain/event.ts'
import type { Incoming, Reading } from '../../domain/source.ts'
import { objectIn, isObject, shown, type Json } from '../json.ts'
import { valueAt } from '../mapping/lookup.ts'
import { toldAs } from '../mapping/row.ts'
import { ACTIONS, OTHERS } from './notification.ts'
import { FIELDS, PATHS } from './paths.ts'
import { withoutPrivate } from './private.ts'
import { REASONS } from '../mapping/portuguese.ts'
import { withPaths, type Options } from './settings.ts'

const IDENTIFIERS = ['employee_number', 'company_code', 'cpf', 'work_email']

/** One notification is one statement about one person, or says whom to read back. */
export async function read (incoming: Pick<Incoming, 'headers' | 'body'>, options: Options): Promise<Reading> {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const { acao, event, evento, dados, data } = parsed.value
  const action = acao ?? event ?? evento
  if (typeof action !== 'string') return { kind: 'unreadable', reason: 'There is no acao (nor event, evento) that says what happened.' }
  const name = action.trim().toLowerCase()
  if (OTHERS.has(name)) return { kind: 'ignored', reason: `${name} does not change a person's record.` }
  const type = ACTIONS.get(name)
  if (type === undefined) return { kind: 'unreadable', reason: `acao ${shown(name)} is not known: one of ${[...ACTIONS.keys()].join(', ')} is read.` }
  const person = dados ?? data
  if (!isObject(person)) return { kind: 'unreadable', reason: 'dados (or data) is not an object.' }
  const id = idIn(person, options)
  // Ids of the API are whole numbers: anything else is not put into an address.
  if (options.webhook_as === 'hint' && id !== undefined && /^\d{1,20}$/.test(id)) return { kind: 'hints', ids: [id] }
  const as = type === 'change' ? options.edit_as ?? 'change' : type
  return { kind: 'drafts', drafts: [{ type: as, body: { ...id !== undefined && { source_id: id }, ...await bodyOf(as, person, options) } }] }
}

async function bodyOf (type: EventType, person: Json, options: Options): Promise<Json> {
  const { body, termination } = await toldAs(type === 'termination' ? 'ended' : 'active', withoutPrivate(person), { fields: FIELDS, reasons: REASONS }, withPaths(options))
  const told = toldIn(body)
  if (type === 'termination') return { ...Object.fromEntries(Object.entries(told).filter(([field]) => IDENTIFIERS.includes(field))), ...termination }
  // An edit of somebody who left repeats the date; only a full row may say so, the ending itself is demissao_colaborador.
  return type === 'upsert' && termination !== undefined ? { ...told, termination } : told
}

/** Nobody has seen a notification that clears something: what is empty in one was not told. */
function toldIn (body: Json): Json {
  return Object.fromEntries(Object.entries(body).flatMap(([field, value]): [string, unknown][] => {
    if (value === null || (field === 'managers' && Array.isArray(value) && value.length === 0)) return []
    return [[field, field === 'custom' && isObject(value) ? toldIn(value) : value]]
  }))
}

function idIn (person: Json, { paths = {} }: Options): string | undefined {
  for (const path of paths.source_id ?? PATHS.source_id) {
    const value = valueAt(person, path)
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  }
}
