export type Cell = string | number | undefined

/** Columns as wide as they must be; numbers to the right. */
export function table (head: string[], rows: Cell[][]): string {
  const text = [head, ...rows.map((row) => row.map((cell) => cell === undefined ? '' : typeof cell === 'number' ? cell.toLocaleString('en') : cell))]
  const widths = head.map((_, i) => Math.max(...text.map((row) => row[i]?.length ?? 0)))
  const isNumber = head.map((_, i) => rows.some((row) => typeof row[i] === 'number'))
  const line = (row: string[]) => '| ' + row.map((cell, i) => isNumber[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)).join(' | ') + ' |'
  return [line(text[0]!), '|' + widths.map((width, i) => '-'.repeat(width + 1) + (isNumber[i] ? ':' : '-')).join('|') + '|', ...text.slice(1).map(line)].join('\n')
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

export function quantile (values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}
