import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { MOST_LEVELS, parseJson } from '../../src/http/json.ts'

const read = (text: string) => parseJson(Buffer.from(text))
const holds = (property: fc.IProperty<any>) => fc.assert(property, { numRuns: 1000 })

t.test('a body without traps is what JSON.parse makes of it', async (t) => {
  holds(fc.property(fc.json({ maxDepth: 5 }), (text) => {
    if (!text.includes('__proto__')) deepStrictEqual(read(text), JSON.parse(text))
  }))
  t.same(read('{"a":"x:y{[\\"","b":[{"c":1},{"c":2}],"1":1,"01":2}'), { a: 'x:y{["', b: [{ c: 1 }, { c: 2 }], 1: 1, '01': 2 })
})

t.test('the same name twice in one object is found, wherever it stands and however it is written', async (t) => {
  const inside = (text: string) => [text, `[1,${text}]`, `{"x":{"y":${text}}}`, `{"x":"a:b","y":[[${text}],{}]}`]
  for (const text of ['{"a":1,"a":2}', '{"a":1,"b":{},"\\u0061":2}', '{"1":1,"1":1}', '{"a": {"c":1}, "a": {"b":1}}']) {
    for (const body of inside(text)) t.throws(() => read(body), { code: 'malformed', message: /twice/ }, body)
  }
})

t.test('a name that means a prototype is refused, as a text it is not', async (t) => {
  for (const body of ['{"__proto__":1}', '{"a":[{"\\u005f_proto__":{}}]}', '{"__proto__" : {"__proto__":1}}']) t.throws(() => read(body), { message: /__proto__/ }, body)
  t.same(read('{"a":"__proto__"}'), { a: '__proto__' })
})

t.test('depth is limited before anything is built, closed or not', async (t) => {
  t.ok(Array.isArray(read('['.repeat(MOST_LEVELS) + ']'.repeat(MOST_LEVELS))))
  for (const body of ['['.repeat(MOST_LEVELS + 1), '{"a":'.repeat(100_000), '['.repeat(MOST_LEVELS + 1) + ']'.repeat(MOST_LEVELS + 1)]) t.throws(() => read(body), { message: /deeper/ })
})

t.test('what is no JSON is refused where it begins to be none, and a trap before that is named first', async (t) => {
  t.throws(() => read('{"a":1,\n "b":}'), { message: 'Not valid JSON at line 2, column 6.' })
  t.throws(() => read('{"a":1,"a":2'), { message: /twice/ })
  t.throws(() => read('{"a":"x'), { message: /Not valid JSON/ })
})
