import { parseArgs } from 'node:util'
import type { Row } from './row.ts'

export interface Wanted {
  rows: Row[]
  seed: number
  short: boolean
  /** Rows at the same time: the short ones mostly wait for a lease to end. */
  atOnce: number
  /** Keep the logs although all is well. */
  keep: boolean
  /** Put the table into docs/reliability.md. */
  write: boolean
}

/** What the command line asks for, or a sentence about what it may ask for. */
export function wantedIn (args: string[], rows: Row[]): Wanted | string {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ args, options: { seed: { type: 'string', default: '1' }, only: { type: 'string', multiple: true }, events: { type: 'string' }, short: flag, keep: flag, write: flag } })
  const { only, events, short, keep, write } = values
  const seed = Number(values.seed)
  const chosen = rows.filter(({ name, short: small }) => only === undefined ? !short || small !== undefined : only.includes(name))
  if (chosen.length === 0 || only?.some((name) => !rows.some((row) => row.name === name))) return `--only takes one of: ${rows.map(({ name }) => name).join(', ')}`
  if (!Number.isInteger(seed) || (events !== undefined && !(Number(events) > 0))) return '--seed and --events take a number'
  if (write && (short || only !== undefined || events !== undefined)) return '--write is for the whole run: without --short, --only and --events'
  const sized = events === undefined ? chosen : chosen.map((row) => ({ ...row, events: Number(events), short: Number(events) }))
  return { rows: sized, seed, short, atOnce: short ? 3 : 1, keep, write }
}
