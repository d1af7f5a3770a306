import type { Result } from './row.ts'

const HEADS = ['row', 'what was done', 'events', 'calls', 'faults', 'lost', 'twice', 'reordered', 'wrong at the end', 'foreign calls', 'seconds', 'ok']

export function tableOf (results: Result[]): string {
  const lines = results.map(({ row, note, events, calls, faults, findings: { lost, twice, reordered, wrong, foreign }, seconds, ok }) => [
    row.name, note === '' ? row.title : `${row.title}; ${note}`, events, calls, faults, lost.length, twice.length, reordered.length, wrong.length, foreign.length, seconds.toFixed(0), ok ? 'yes' : 'NO'
  ])
  return [HEADS, HEADS.map((_, i) => i > 1 && i < 11 ? '---:' : '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const SHOWN = 5

/** Why a row does not hold, the first of each kind. */
export function complaintsOf ({ row, findings, others }: Result): string[] {
  const kinds = { ...findings, besides: others }
  return Object.entries(kinds).flatMap(([kind, sentences]) => sentences.length === 0
    ? []
    : [`${row.name}: ${kind}: ${sentences.length}`, ...sentences.slice(0, SHOWN).map((each) => `  ${each}`)])
}
