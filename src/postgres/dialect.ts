/** The servers that speak PostgreSQL's protocol, as pg-boss names them. */
export type Backend = 'postgres' | 'yugabytedb' | 'cockroachdb' | 'citus'

/** What is left out where rows do not lie in pages that vacuum looks after: sizes of pages, vacuum's settings. */
const NO_PAGES = /^ALTER TABLE \w+ SET \([^)]*\);$/gm
const TABLE_SETTINGS = /\) WITH \((?:fillfactor|autovacuum|autosummarize)[^)]*\);/g

/**
 * A migration as a server understands it. Citus is PostgreSQL with its tables on the coordinator. The others keep rows in a
 * tree of their own: no BRIN, no fillfactor, no vacuum. Reasoned from their manuals, not run (docs/scale.md).
 */
export function inDialect (sql: string, backend: Backend): string {
  if (backend === 'postgres' || backend === 'citus') return sql
  return sql
    .replace(NO_PAGES, '')
    .replace(/ WITH \(autosummarize = on\)/g, '')
    .replace(TABLE_SETTINGS, ');')
    .replace(/ USING brin /g, ' ')
}
