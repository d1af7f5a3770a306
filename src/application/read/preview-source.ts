import { makeSense } from '../../domain/lenient.ts'
import { rowDraft, ReadFailure, type Page } from '../../domain/reading.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Draft, Reading as ReadMessage } from '../../domain/source.ts'
import { describeFault, type Fault, type Language } from '../../domain/faults.ts'
import type { Caller } from '../../domain/principal.ts'
import type { SourcePreview, SourcePreviewRequest } from '../../domain/views/source-preview.ts'
import { findSource } from '../../postgres/sources.ts'
import { findTenant } from '../../postgres/tenants.ts'
import type { OpenSource } from '../configure/open-source.ts'
import { faultsIn, withDefaults } from '../configure/said.ts'
import { noSource, refuse } from '../configure/refusals.ts'
import { faultsBetween, faultsOfReading } from '../configure/sources.ts'
import { tenantOf } from '../configure/tenants.ts'
import type { Delivering } from '../deliver/delivering.ts'
import type { Interpreting } from '../interpret/interpret.ts'
import { preview } from '../preview/preview.ts'
import { openIo } from './io.ts'
import type { Reading } from './reading.ts'
import { understood } from './step.ts'

/** People shown at most. */
const MOST = 10

interface Shown { id: string | null, reading: { kind: 'draft', draft: Draft } | { kind: 'unclear' | 'ignored', reason: string } }

/**
 * What a source would say with these options, and what every destination would get: of a sample, or of the first people that it
 * lists now. Reads at the source and looks at the destinations; stores nothing and writes nothing, and the source may be paused.
 */
export async function previewSource (needs: Reading & Interpreting & Delivering, caller: Caller, name: string, { sample, message, options }: SourcePreviewRequest): Promise<SourcePreview> {
  const row = await findSource(needs.pool, caller.tenant, name)
  const kept = row && await needs.openSource(row.id) as OpenSource | undefined
  if (kept === undefined) throw noSource()
  if (options !== undefined) refuse([...faultsIn('options', kept.definition.options, options), ...faultsOfReading(kept.definition, options), ...faultsBetween(kept.definition, { ...kept, options })])
  const source: OpenSource = options === undefined ? kept : { ...kept, options: withDefaults(kept.definition.options, options) }
  const { settings: { time_zone: zone } } = tenantOf((await findTenant(needs.pool, caller.tenant))!, await needs.vault.keysOf(needs.pool, caller.tenant))
  const shown = message !== undefined ? await ofMessage(source, message) : sample !== undefined ? await ofRecords(needs, source, samples(sample), zone) : await ofPage(needs, source, zone)
  const people: SourcePreview['people'] = []
  for (const { id, reading } of shown.slice(0, MOST)) people.push(await foreseen(needs, caller, source, id, reading))
  return { basis: sample !== undefined || message !== undefined ? 'sample' : 'read', people }
}

const samples = (sample: unknown): { id: string, record: unknown }[] => (Array.isArray(sample) ? sample : [sample]).map((record, i) => ({ id: `sample-${i + 1}`, record }))

async function ofPage (needs: Reading, source: OpenSource, zone: string): Promise<Shown[]> {
  const { reads } = source.definition
  if (reads?.everybody === undefined) throw new Refusal('conflict', 'Nobody is listed at this kind of source: give a sample, or the message that it sends.')
  const { io, close } = openIo(needs, source, needs.now(), zone)
  try {
    const page: Page = await understood(needs, () => reads.everybody!(io))
    return await ofRecords(needs, source, page.rows.slice(0, MOST), zone)
  } catch (error) {
    if (error instanceof ReadFailure) throw new Refusal('conflict', `The source could not be read (${error.code}). ${error.detail}`)
    throw error
  } finally {
    close()
  }
}

async function ofRecords ({ now }: Pick<Reading, 'now'>, { definition: { reads, serves }, options }: OpenSource, rows: { id: string, record: unknown }[], zone: string): Promise<Shown[]> {
  const understands = reads ?? serves
  if (understands === undefined) throw new Refusal('conflict', 'This kind of source has no records: give the message that it sends.')
  return await Promise.all(rows.map(async ({ id, record }): Promise<Shown> => {
    const reading = await understands.row(record, options)
    return { id, reading: reading.kind === 'row' ? { kind: 'draft', draft: rowDraft(id, reading.told, {}, now(), zone) } : reading }
  }))
}

async function ofMessage ({ definition, options }: OpenSource, { headers = {}, path = [], body }: NonNullable<SourcePreviewRequest['message']>): Promise<Shown[]> {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const reading: ReadMessage = await definition.read({ headers: lower, path, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }, options)
  if (reading.kind === 'drafts') return reading.drafts.map((draft) => ({ id: null, reading: { kind: 'draft', draft } }))
  if (reading.kind === 'hints') return reading.ids.map((id) => ({ id, reading: { kind: 'ignored', reason: 'It says about whom, and they would be looked up.' } }))
  return [{ id: null, reading: { kind: reading.kind === 'ignored' ? 'ignored' : 'unclear', reason: reading.reason } }]
}

async function foreseen (needs: Reading & Interpreting & Delivering, caller: Caller, { id: source }: OpenSource, id: string | null, reading: Shown['reading']): Promise<SourcePreview['people'][number]> {
  if (reading.kind !== 'draft') return { id, type: null, employee: null, reason: reading.reason, warnings: [], destinations: [] }
  const { statement, warnings, held } = makeSense(reading.draft, needs.now())
  const said = [...warnings, ...held?.faults ?? []].map((fault) => spoken(fault, caller.language))
  if (statement === undefined) return { id, type: reading.draft.type, employee: reading.draft.body, reason: held === undefined ? 'It says nothing that the record keeps.' : 'It would be held: something that it cannot do without is missing or wrong.', warnings: said, destinations: [] }
  const { destinations } = await preview(needs, caller, statement, source)
  return { id, type: statement.type, employee: { ...statement.who, ...statement.fields }, reason: null, warnings: said, destinations }
}

const spoken = (fault: Fault, language: Language) => ({ pointer: fault.pointer, code: fault.code, detail: describeFault(fault, language) })
