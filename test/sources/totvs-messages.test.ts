import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import totvs from '../../src/sources/totvs/index.ts'
import { folderOf } from './fixtures.ts'

const FIXTURES = new URL('fixtures/', folderOf('totvs'))
const inputs = readdirSync(FIXTURES).flatMap((name) => ['input.json', 'input.xml'].map((file) => new URL(`${name}/${file}`, FIXTURES)).filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8')))
const leaf = fc.constantFrom<unknown>('', ' ', null, 1, true, '9', 'x', [], {}, [{}], 'Employee', 'delete')
const batchTypes = fc.constantFrom('simpleBatch', 'businessTransaction', 'x')

t.test('whatever is wrong with a message, it is read, asked about or said to be unreadable, and answered', () => fc.assert(
  fc.asyncProperty(fc.constantFrom(...inputs), fc.nat(), leaf, batchTypes, async (text, at, other, batchType) => {
    const incoming = { headers: {}, path: [], body: Buffer.from(broken(text, at, other)), query: { batchType } }
    const reading = await totvs.read(incoming, {})
    totvs.deliveryId!(incoming, {})
    const { status } = totvs.answer!({ ...incoming, receivedAt: 0 }, {})
    return [200, 400].includes(status) && (reading.kind === 'drafts' ? reading.drafts.length > 0 : reading.kind !== 'hints' && reading.reason !== '')
  }), { numRuns: 2000 }))

/** Something in it is something else, or not there. */
function broken (text: string, at: number, other: unknown): string {
  if (!text.startsWith('{')) return text.slice(0, at % text.length) + text.slice((at % text.length) + 5)
  let n = 0
  const copy = (value: unknown): unknown => {
    if (n++ === at % 60 + 1) return other
    if (Array.isArray(value)) return value.map(copy)
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, copy(each)])) : value
  }
  return JSON.stringify(copy(JSON.parse(text)))
}

t.test('older XML is read in the character set that it names, or has', async (t) => {
  const xml = (encoding: string) => `<?xml version="1.0"${encoding}?><TOTVSMessage><MessageInformation><UUID>1</UUID><Transaction>Employee</Transaction></MessageInformation><BusinessMessage><BusinessEvent><Event>upsert</Event></BusinessEvent><BusinessContent><CompanyId>1</CompanyId><Code>7</Code><Name>João</Name></BusinessContent></BusinessMessage></TOTVSMessage>`
  for (const body of [Buffer.from(xml(' encoding="UTF-8"')), Buffer.from(xml(' encoding="ISO-8859-1"'), 'latin1'), Buffer.from(xml(''), 'latin1')]) {
    t.match(await totvs.read({ headers: {}, path: [], body }, {}), { drafts: [{ body: { full_name: 'João', source_id: '1|7' } }] })
  }
})
