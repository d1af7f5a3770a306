import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { makeSense } from '../../src/domain/lenient.ts'
import type { SourceDefinition } from '../../src/domain/source.ts'

export const RECEIVED_AT = Date.parse('2026-03-02T12:30:00Z')

export interface Fixture {
  name: string
  folder: URL
  /** What the source and the record make of the input: written to expected.json, read by the test. */
  outcome: unknown
}

export const folderOf = (kind: string): URL => new URL(`../../src/sources/${kind}/`, import.meta.url)

/** Every case of a source: fixtures/<case>/input.json, and beside it headers.json and options.json where they matter. */
export function fixturesOf (source: SourceDefinition): Fixture[] {
  const folder = new URL('fixtures/', folderOf(source.kind))
  return readdirSync(folder).sort().map((name) => {
    const place = new URL(`${name}/`, folder)
    const optional = (file: string) => existsSync(new URL(file, place)) ? jsonOf(new URL(file, place)) as Record<string, string> : {}
    return { name, folder: place, outcome: outcomeOf(source, readFileSync(new URL('input.json', place)), optional('headers.json'), optional('options.json')) }
  })
}

export const jsonOf = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'))

function outcomeOf (source: SourceDefinition, body: Uint8Array, headers: Record<string, string>, options: Record<string, unknown>): unknown {
  const reading = source.read({ headers, path: [], body }, options)
  const delivery = source.deliveryId?.({ headers, body })
  return {
    ...(delivery !== undefined && { delivery_id: delivery }),
    reading,
    ...(reading.kind === 'drafts' && { sense: reading.drafts.map((draft) => makeSense(draft, RECEIVED_AT)) })
  }
}
