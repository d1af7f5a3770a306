import type { Instant } from '../../domain/calendar.ts'
import type { Db } from '../../postgres/db.ts'
import { insertMessages, type NewMessage } from '../../postgres/record/messages.ts'
import { setRunOf, type RunRow } from '../../postgres/reading/runs.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { OpenSource } from '../configure/open-source.ts'
import type { KeptRow, KeptRows } from '../interpret/rows.ts'
import type { Reading } from './reading.ts'

/** Rows of one message at most: as many as interpretation takes in one transaction. */
const MOST_ROWS = 500

/**
 * Keeps rows as messages, sealed, as what a webhook says is kept: they count from the moment the read began. Several rows are
 * a load, behind single statements; `apart`: each is a message of its own; `bulk`: they are a load however few they are.
 */
export async function storeRows (tx: Db, { newId }: Pick<Reading, 'newId'>, { id, tenant }: OpenSource, keys: Keys, rows: KeptRow[], at: Instant, by: { run: RunRow } | 'looked up', apart = false, bulk = false): Promise<void> {
  const size = apart ? 1 : MOST_ROWS
  const messages: NewMessage[] = []
  for (let i = 0; i < rows.length; i += size) {
    const kept: KeptRows = { at, rows: rows.slice(i, i + size) }
    const text = JSON.stringify(kept)
    messages.push({
      id: newId('msg'),
      tenant,
      source: id,
      apiKey: null,
      kind: bulk || kept.rows.length > 1 ? 'rows' : 'row',
      dedupeKey: null,
      fingerprint: keys.hash(text),
      sealed: keys.sealBytes(Buffer.from(text)),
      receipt: { verified_by: by === 'looked up' ? by : `read by ${by.run.id}` },
      state: 'pending'
    })
  }
  if (messages.length === 0) return
  await insertMessages(tx, messages)
  if (by !== 'looked up') await setRunOf(tx, by.run.seq, messages.map(({ id }) => id))
}
