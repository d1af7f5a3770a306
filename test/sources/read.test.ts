import { existsSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { makeSense } from '../../src/domain/lenient.ts'
import { rowDraft } from '../../src/domain/reading.ts'
import type { Draft, SourceDefinition } from '../../src/domain/source.ts'
import { sources } from '../../src/sources/index.ts'
import { dateFrom } from '../../src/sources/dates.ts'
import { objectIn } from '../../src/sources/json.ts'
import { PATHS } from '../../src/sources/solides/paths.ts'
import { fixturesOf, jsonOf, RECEIVED_AT } from './fixtures.ts'

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const names = [...new Set(Object.values(PATHS).flat().flatMap((path) => path.split('.'))), 'employee_number', 'full_name', 'match', 'custom', 'managers', 'leave', 'termination', 'vacation', 'date', 'from', 'until', 'reason', 'occurred_at', 'effective_on', '__proto__']
const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '31/02/2026', '2026-03-02', '529.982.247-25', 'ana@example.com', null, true, 1.5, 4711))
const data = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('value'), { maxKeys: 8 })
})).object
const envelope = fc.record({
  type: fc.constantFrom('hire', 'employee.change', 'termination', 'leave', 'return', 'upsert', 'x', 1),
  acao: fc.constantFrom('novo_colaborador', 'edicao_colaborador', 'demissao_colaborador', 'nova_ocorrencia', 'x', null),
  timestamp: leaf,
  data: fc.oneof(data, leaf)
}, { requiredKeys: [] })
const body = fc.oneof(
  fc.uint8Array(), fc.json().map((text) => Buffer.from(text)), fc.jsonValue().map(bytes), envelope.map(bytes),
  fc.constantFrom(Buffer.from('['.repeat(100_000)), Buffer.from('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)))
)

for (const source of sources) {
  t.test(`${source.kind}: whatever arrives is read or said to be unreadable, and what is read makes sense or is held`, async () => {
    await fc.assert(fc.asyncProperty(body, fc.constantFrom(undefined, 'text/plain; charset=latin1', 'application/json; charset=x', 'text/xml'), async (body, type) => {
      const headers = { 'content-type': type }
      const reading = await source.read({ headers, path: [], body }, {})
      source.deliveryId?.({ headers, body }, {})
      source.answer?.({ headers, body, receivedAt: RECEIVED_AT }, {})
      if (reading.kind === 'hints') return reading.ids.length > 0 && reading.ids.every((id) => id !== '' && id.length <= 255)
      if (reading.kind !== 'drafts') return reading.reason !== ''
      return reading.drafts.every(makesSense)
    }), { numRuns: 1000 })
  })

  t.test(`${source.kind}: the same bytes are always read alike`, async () => {
    await fc.assert(fc.asyncProperty(envelope.map(bytes), async (body) => {
      const [first, second] = await Promise.all([body, Buffer.from(body)].map((body) => source.read({ headers: {}, path: [], body }, {})))
      return JSON.stringify(first) === JSON.stringify(second)
    }), { numRuns: 500 })
  })

  const { reads } = source
  if (reads === undefined) continue
  t.test(`${source.kind}: whatever a record holds, it is a row, unclear with a reason, or left alone with one`, async () => {
    const records = recordsOf(source)
    await fc.assert(fc.asyncProperty(fc.oneof(fc.anything(), data, fc.constantFrom(...records).chain(mutated)), async (record) => {
      const reading = await reads.row(record, {})
      return reading.kind === 'row' ? makesSense(rowDraft('id', reading.told, {}, RECEIVED_AT, 'America/Sao_Paulo')) : reading.reason !== ''
    }), { numRuns: 1000 })
  })
}

function makesSense (draft: Draft): boolean {
  const { statement, held, warnings } = makeSense(draft, RECEIVED_AT)
  return !(statement && held) && (held?.faults.length !== 0) && warnings.every(({ pointer }) => pointer.startsWith('/'))
}

const recordsOf = (source: SourceDefinition): unknown[] =>
  [{}, ...fixturesOf(source).flatMap(({ folder }) => existsSync(new URL('record.json', folder)) ? [jsonOf(new URL('record.json', folder))] : [])]

/** A record of the fixtures in which some of what it holds is something else. */
const mutated = (record: unknown): fc.Arbitrary<unknown> => fc.tuple(fc.nat(), leaf).map(([at, other]) => {
  let n = 0
  const copy = (value: unknown): unknown => {
    if (n++ === at % 40 + 1) return other
    if (Array.isArray(value)) return value.map(copy)
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each)])) : value
  }
  return copy(record)
})

t.test('a body is read in the character set that its content type names', async (t) => {
  const latin = Buffer.from('{"nome":"João"}', 'latin1')
  t.same(objectIn({ headers: { 'content-type': 'application/json; charset=ISO-8859-1' }, body: latin }), { ok: true, value: { nome: 'João' } })
  t.match(objectIn({ headers: {}, body: latin }), { ok: false, reading: { kind: 'unreadable', reason: /UTF-8/ } })
  t.same(objectIn({ headers: {}, body: Buffer.from('\uFEFF{"nome":"João"}') }), { ok: true, value: { nome: 'João' } })
  t.match(objectIn({ headers: {}, body: Buffer.from('[]') }), { reading: { kind: 'unreadable', reason: /not an object/ } })
  t.match(objectIn({ headers: {}, body: Buffer.from('{"a":'.repeat(65) + '"]}"' + '}'.repeat(65)) }), { reading: { reason: /deeper than 64/ } })
  t.match(objectIn({ headers: {}, body: Buffer.from('{"a":'.repeat(64) + '"{{\\"{"' + '}'.repeat(64)) }), { ok: true }, 'brackets inside texts do not nest')
})

t.test('dates are taken as they are written', async (t) => {
  for (const [text, date] of [
    ['02/03/2026', '2026-03-02'], ['2/3/2026', '2026-03-02'], ['02-03-2026', '2026-03-02'], ['02/03/2026 10:00', '2026-03-02'], ['2026-03-02', '2026-03-02'],
    ['2026-03-02T00:00:00.000Z', '2026-03-02'], ['20260302', '2026-03-02'], ['/Date(1772409600000)/', '2026-03-02'], ['/Date(1772409600000+0000)/', '2026-03-02'], ['2026-03-02 23:59:59', '2026-03-02'], [' 29/02/2024 ', '2024-02-29']
  ] as const) t.equal(dateFrom(text), date, text)
  for (const text of ['00/00/0000', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00T00:00:00Z', '  /  /    ', '9999-12-31', '31/12/1900', '1899-12-30T00:00:00', '/Date(253402214400000)/']) t.equal(dateFrom(text), undefined, text)
  for (const text of ['29/02/2023', '31/04/2026', '03/2026', 'ontem', '02/03/26', '45000']) t.equal(dateFrom(text), text, 'what is none comes back as it came')
})
