import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { makeSense } from '../../src/domain/lenient.ts'
import { rowDraft, type Before } from '../../src/domain/reading.ts'
import type { Draft, SourceDefinition } from '../../src/domain/source.ts'
import { playServed, type Asked } from './served.ts'

export const RECEIVED_AT = Date.parse('2026-03-02T12:30:00Z')
const ZONE = 'America/Sao_Paulo'

export interface Fixture {
  name: string
  folder: URL
  /** What the source and the record make of the input: written to expected.json, read by the test. */
  outcome (): Promise<unknown>
}

export const folderOf = (kind: string): URL => new URL(`../../src/sources/${kind}/`, import.meta.url)

/**
 * Every case of a source: fixtures/<case>/input.json (or input.xml) is a message it sends, with headers.json, query.json and path.json
 * (what follows the webhook URL) beside it where they matter; record.json is a row that is read from it, with before.json, what the
 * row before said. requests.json are what somebody asks an API that is served, one after the other. options.json are the owner's.
 */
export function fixturesOf (source: SourceDefinition): Fixture[] {
  const folder = new URL('fixtures/', folderOf(source.kind))
  if (!existsSync(folder)) return []
  return readdirSync(folder).sort().map((name) => ({ name, folder: new URL(`${name}/`, folder), outcome: () => outcomeIn(source, new URL(`${name}/`, folder)) }))
}

export const jsonOf = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'))

async function outcomeIn (source: SourceDefinition, place: URL): Promise<unknown> {
  const optional = <T>(file: string) => (existsSync(new URL(file, place)) ? jsonOf(new URL(file, place)) : {}) as T
  const options = optional<Record<string, unknown>>('options.json')
  const requests = new URL('requests.json', place)
  if (existsSync(requests)) return await outcomeOfRequests(source, jsonOf(requests) as Asked[], options)
  const record = new URL('record.json', place)
  if (existsSync(record)) return await outcomeOfRow(source, jsonOf(record), options, optional<Before>('before.json'))
  const input = ['input.json', 'input.xml'].map((file) => new URL(file, place)).find((file) => existsSync(file))!
  return await outcomeOf(source, { headers: optional<Record<string, string>>('headers.json'), query: optional<Record<string, string>>('query.json'), path: pathIn(place), body: readFileSync(input) }, options)
}

const pathIn = (place: URL): string[] => existsSync(new URL('path.json', place)) ? jsonOf(new URL('path.json', place)) as string[] : []

async function outcomeOf (source: SourceDefinition, incoming: Parameters<SourceDefinition['read']>[0], options: Record<string, unknown>): Promise<unknown> {
  const reading = await source.read(incoming, options)
  const delivery = source.deliveryId?.(incoming, options)
  return {
    ...(delivery !== undefined && { delivery_id: delivery }),
    reading,
    ...(reading.kind === 'drafts' && { sense: reading.drafts.map(sensed) })
  }
}

async function outcomeOfRequests (source: SourceDefinition, requests: Asked[], options: Record<string, unknown>): Promise<unknown> {
  const { ask } = playServed(source, options, RECEIVED_AT)
  const outcomes: unknown[] = []
  for (const request of requests) {
    const { answer: { status, headers = {}, body, refused }, told } = await ask(request)
    outcomes.push({ status, ...(Object.keys(headers).length > 0 && { headers }), ...(body !== '' && { body: JSON.parse(body) }), ...(refused !== undefined && { refused }), ...(told !== undefined && { told }) })
  }
  return outcomes
}

async function outcomeOfRow ({ reads, serves }: SourceDefinition, record: unknown, options: Record<string, unknown>, before: Before): Promise<unknown> {
  const reading = await (reads ?? serves)!.row(record, options)
  if (reading.kind !== 'row') return { reading }
  const draft = rowDraft('the-id', reading.told, before, RECEIVED_AT, ZONE)
  return { standing: reading.told.standing, draft, sense: sensed(draft) }
}

const sensed = (draft: Draft): unknown => makeSense(draft, RECEIVED_AT)
