/** The same text for the same content, however its members are ordered and spaced: what a repeated body is recognised by. */
export const stableJson = (value: unknown): string => JSON.stringify(sorted(value))

/** A copy whose members stand in the order of their names. Of what was understood: no name in it means a prototype. */
function sorted (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value).sort()) copy[name] = sorted((value as Record<string, unknown>)[name])
  return copy
}
