/** The same text for the same content, however its members are ordered and spaced: what a repeated body is recognised by. */
export function stableJson (value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a < b ? -1 : 1))
      : each)
}
