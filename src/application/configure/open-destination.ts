import { isPlainId } from '../../domain/ids.ts'
import { findDestinationById, type DestinationRow } from '../../postgres/destinations.ts'
import type { Db } from '../../postgres/db.ts'
import type { Vault } from '../../postgres/vault.ts'
import { plainBaseUrl } from './base-url.ts'
import type { DestinationKind } from './destinations.ts'
import { adapterOf, withDefaults, type Said } from './said.ts'

/** A destination as its lane works with it: opened, with every default in it. */
export interface OpenDestination<A> {
  row: DestinationRow
  adapter: A
  /** Without a slash at the end, unless it is called as it stands. */
  baseUrl: string
  credentials: Said
  options: Said
}

/** Undefined when there is none, or when it was deleted. Reads the database each time. */
export async function openDestination<A extends DestinationKind> ({ vault, kinds }: { vault: Vault, kinds: Readonly<Record<string, A>> }, db: Db, id: string): Promise<OpenDestination<A> | undefined> {
  const row = isPlainId(id) ? await findDestinationById(db, id) : undefined
  if (row === undefined) return undefined
  const keys = await vault.keysOf(db, row.tenant)
  const adapter = adapterOf(kinds, row.kind)
  return {
    row,
    adapter,
    baseUrl: plainBaseUrl(row.base_url, adapter),
    credentials: withDefaults(adapter.credentials, row.credentials === null ? {} : keys.open<Said>(row.credentials)),
    options: withDefaults(adapter.options, row.options)
  }
}
