import { afterwards, lastTold, rowDraft, type Before } from '../../src/domain/reading.ts'
import type { ApiAnswer, Resource, Resources } from '../../src/domain/serving.ts'
import type { SourceDefinition } from '../../src/domain/source.ts'
import { makeSense } from '../../src/domain/lenient.ts'

/** One request as a fixture has it. `path`: what follows the base, with its query. */
export interface Asked { method: string, path: string, headers?: Record<string, string>, body?: unknown }

interface Row { resource: Resource, keys: string[], gone: boolean, before: Before }

export const BASE = 'https://cracha.example/base'
const ZONE = 'America/Sao_Paulo'

/** The API of a source over a memory of its own, without HTTP and without a database: what it answers and what the record is told. */
export function playServed ({ serves }: SourceDefinition, options: object, at: number) {
  const rows: Row[] = []
  const live = () => rows.filter(({ gone }) => !gone)
  const resources: Resources = {
    find: async (id) => live().find(({ resource }) => resource.id === id)?.resource,
    having: async (key) => live().filter(({ keys }) => keys.includes(key)).map(({ resource }) => resource),
    lastGone: async (key) => rows.filter(({ gone, keys }) => gone && keys.includes(key)).sort((a, b) => b.resource.modifiedAt - a.resource.modifiedAt)[0]?.resource,
    count: async () => live().length,
    page: async (skip, most) => live().slice(skip, skip + most).map(({ resource }) => resource)
  }
  let asked = 0

  return {
    resources,
    async ask ({ method, path, headers = {}, body }: Asked): Promise<{ answer: ApiAnswer, told?: unknown }> {
      const url = new URL(path, 'http://localhost/')
      const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await serves!.handle({
        method,
        path: decodeURIComponent(url.pathname).split('/').filter((each) => each !== ''),
        query: Object.fromEntries(url.searchParams),
        headers: { ...(bytes !== '' && { 'content-type': 'application/scim+json' }), ...headers },
        body: Buffer.from(bytes),
        at: at + 1000 * asked,
        base: BASE,
        newId: `res_${String(++asked).padStart(12, '0')}`
      }, resources, options)
      return { answer, ...(answer.change && { told: await keep(answer.change) }) }
    }
  }

  async function keep ({ resource, isNew, gone, keys, succeeds, record }: NonNullable<ApiAnswer['change']>): Promise<unknown> {
    const before = lastTold([resource.id, ...succeeds ?? []].map((id) => rows.find((row) => row.resource.id === id)?.before ?? {}))
    const reading = await serves!.row(record, options)
    const row: Row = { resource: structuredClone(resource), keys, gone, before: reading.kind === 'row' ? afterwards(reading.told, before, resource.modifiedAt, ZONE) : before }
    if (isNew) rows.push(row)
    else rows[rows.findIndex((each) => each.resource.id === resource.id)] = row
    if (reading.kind !== 'row') return reading
    const draft = rowDraft(resource.id, reading.told, before, resource.modifiedAt, ZONE)
    return { standing: reading.told.standing, draft, sense: makeSense(draft, resource.modifiedAt) }
  }
}
