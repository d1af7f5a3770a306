/** A condition and the values that `?1`, `?2` … in it stand for; the first undefined: the filter was not given. */
export type Filter = readonly [condition: string, ...values: unknown[]]

/**
 * The conditions of the filters that were given, each behind an AND, and all values with `first` as $1 and on. A filter that
 * was not given is not in the statement: behind "IS NULL OR" the planner would not take an EXISTS for the join that it is.
 */
export function given (first: unknown[], filters: Filter[]): { conditions: string, values: unknown[] } {
  const values = [...first]
  const conditions = filters.filter(([, value]) => value !== undefined).map(([condition, ...its]) => {
    const before = values.push(...its) - its.length
    return `AND ${condition.replace(/\?(\d)/g, (_, i: string) => `$${before + Number(i)}`)}`
  })
  return { conditions: conditions.join('\n      '), values }
}

/** Received from an instant on, and before another one. */
export const received = (column: string, { receivedSince: since, receivedUntil: until }: { receivedSince?: number, receivedUntil?: number }): Filter[] => [
  [`${column} >= ?1`, since === undefined ? undefined : new Date(since)],
  [`${column} < ?1`, until === undefined ? undefined : new Date(until)]
]

/** By the name of a source. */
export const ofSource = (column: string, name: string | undefined): Filter =>
  [`${column} = CASE WHEN ?1::text = 'api' THEN 'api' ELSE (SELECT source.id FROM source WHERE source.tenant = $1 AND source.name = ?1::text) END`, name]

/**
 * By the name of a destination: `related` is what ties a row to its destination. A name that nothing has is seen before
 * anything is looked through.
 */
export const atDestination = (related: string, name: string | undefined, ...values: unknown[]): Filter => [
  `EXISTS (SELECT FROM destination WHERE destination.tenant = $1 AND destination.name = ?1)
        AND EXISTS (SELECT FROM ${related} AND destination.tenant = $1 AND destination.name = ?1)`, name, ...values]
