import { readFile, writeFile } from 'node:fs/promises'
import type { Line } from '../rows/bench.ts'
import { table } from './table.ts'

const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

export interface Report { at: string, machine: string, quick: boolean, rounds: number, lines: Line[] }

/** Puts the table between the markers of a page. */
export async function writeInto (file: string, { at, machine, quick, rounds, lines }: Report): Promise<void> {
  const page = await readFile(file, 'utf8')
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${file} has no place for the table: ${BEGIN} … ${END}`)
  const measured = `${at.slice(0, 10)} · ${machine} · median of ${rounds}${quick ? ' · --quick' : ''}`
  await writeFile(file, `${page.slice(0, begin + BEGIN.length)}\n${measured}\n\n${table(lines)}\n${page.slice(end)}`)
}
