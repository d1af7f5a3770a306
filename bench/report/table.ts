import type { Line } from '../rows/bench.ts'

/** The table as Markdown, which is also how it is printed. */
export function table (lines: Line[]): string {
  const rows = lines.map(({ what, against, goal, measured, met }) => [what, against, goal, measured, met === null ? '' : met ? 'yes' : 'no'])
  const all = [['what', 'against', 'goal', 'measured', 'met'], ...rows]
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  const written = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [written(all[0]!), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(written)].join('\n')
}
