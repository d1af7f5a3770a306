import type pg from 'pg'
import { isPlainId } from '../../domain/ids.ts'
import type { SourceDefinition } from '../../domain/source.ts'
import { findSourceById } from '../../postgres/sources.ts'
import type { Vault } from '../../postgres/vault.ts'
import { adapterOf, withDefaults, type Said } from './said.ts'

/** A source as intake works with it: opened, with every default in it. */
export interface OpenSource {
  id: string
  tenant: string
  name: string
  paused: boolean
  /** Another one after every change of what its owner said. */
  revision: number
  definition: SourceDefinition
  settings: Said
  credentials: Said
  options: Said
}

/** The source that a webhook URL or a message names; undefined when there is none. Reads the database each time. */
export async function openSource ({ pool, vault, kinds }: { pool: pg.Pool, vault: Vault, kinds: Readonly<Record<string, SourceDefinition>> }, id: string): Promise<OpenSource | undefined> {
  const row = isPlainId(id) ? await findSourceById(pool, id) : undefined
  if (row === undefined) return undefined
  const keys = await vault.keysOf(pool, row.tenant)
  const definition = adapterOf(kinds, row.kind)
  return {
    id,
    tenant: row.tenant,
    name: row.name,
    paused: row.paused_at !== null,
    revision: row.config_revision,
    definition,
    settings: withoutSlashes(withDefaults(definition.settings, row.settings)),
    credentials: withDefaults(definition.credentials, row.credentials === null ? {} : keys.open<Said>(row.credentials)),
    options: withDefaults(definition.options, row.options)
  }
}

/** An address is the same with a slash at its end, and paths are put behind it. */
const withoutSlashes = (settings: Said): Said =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' && /^https?:\/\//.test(value) ? value.replace(/\/+$/, '') : value]))
