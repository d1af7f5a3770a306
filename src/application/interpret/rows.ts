import { isoOf, type Instant } from '../../domain/calendar.ts'
import { rowDraft, type Before } from '../../domain/reading.ts'
import type { Draft, SourceDefinition } from '../../domain/source.ts'

/** What was read from an HR system, as it is kept: the rows, when the read began, and who is not there any more. */
export interface KeptRows { at: Instant, rows: KeptRow[] }
/** `withoutEnding`: what it says of an ending is told later, when the read is complete. */
/** `at`: when it was read, where that was not when the message's other rows were. */
export interface RecordRow { id: string, record: unknown, before: Before, at?: Instant, withoutEnding?: boolean }
/** Missing from complete reads since that day. */
export interface GoneRow { id: string, gone: { date: string } }
export type KeptRow = RecordRow | GoneRow

/** `unclear`: nothing could be made of it. `ignored`: it says nothing, on purpose. */
export type RowDrafts = { drafts: Draft[], unclear: string[], ignored: string[] }

/** The statements that rows which were read make; they count from the moment the read began. */
export async function draftsOfRows ({ at, rows }: KeptRows, { definition, options }: { definition: SourceDefinition, options: unknown }, zone: string): Promise<RowDrafts> {
  const said: RowDrafts = { drafts: [], unclear: [], ignored: [] }
  const understands = definition.reads ?? definition.serves
  const occurredAt = { occurred_at: isoOf(at) }
  for (const row of rows) {
    if ('gone' in row) {
      const { default_reason: reason } = options as { default_reason?: string }
      said.drafts.push({ type: 'termination', body: { source_id: row.id, date: row.gone.date, source_reason: 'not listed any more', ...(reason !== undefined && { reason }), ...occurredAt } })
      continue
    }
    const reading = understands === undefined
      ? { kind: 'unclear' as const, reason: 'This kind of source is not read any more.' }
      : await understands.row(row.record, options)
    if (reading.kind === 'row') {
      const { termination: _, ...told } = reading.told
      const { type, body } = row.withoutEnding
        // Nothing is said of an ending, so nothing of it is taken back either.
        ? rowDraft(row.id, told, { ...row.before, ending: false }, row.at ?? at, zone)
        : rowDraft(row.id, reading.told, row.before, row.at ?? at, zone)
      said.drafts.push({ type, body: { ...body, ...(row.at === undefined ? occurredAt : { occurred_at: isoOf(row.at) }) } })
    } else said[reading.kind].push(reading.reason)
  }
  return said
}
