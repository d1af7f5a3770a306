import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { ScimError } from '../../src/sources/scim/errors.ts'
import { parseFilter } from '../../src/sources/scim/filter.ts'
import scim from '../../src/sources/scim/index.ts'
import { parsePath } from '../../src/sources/scim/patch.ts'
import { row } from '../../src/sources/scim/row.ts'
import { playServed, type Asked } from './served.ts'

const AT = Date.parse('2026-03-02T12:30:00Z')
const SECRET = 'never-to-be-seen-again'

const played = (options: object = {}) => playServed(scim, options, AT)

/** Texts that look like what filters and paths are made of. */
const piece = fc.constantFrom('emails', 'name', 'userName', 'type', 'value', 'eq', 'AND', 'or', 'not', 'pr', '[', ']', '(', ')', '"work"', '"', '\\', '.', '.value', ' ', ':', 'urn:ietf:params:scim:schemas:core:2.0:User:userName', 'true', 'null', '-1', '1e999', '__proto__', '\u0000', 'é')
const texts = fc.oneof(fc.string({ maxLength: 60 }), fc.array(piece, { maxLength: 12 }).map((all) => all.join(' ')), fc.array(piece, { maxLength: 8 }).map((all) => all.join('')))
const names = fc.oneof(fc.constantFrom('userName', 'USERNAME', 'name', 'name.givenName', 'emails', 'active', 'password', 'PassWord', 'manager', 'meta', 'id', '__proto__', 'constructor', 'schemas', 'Operations', 'op', 'path', 'value',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', 'emails[type eq "work"].value', 'title'), texts)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.oneof(texts, fc.boolean(), fc.integer(), fc.constant(null), fc.constantFrom('True', 'False', '')), fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(names, tie('tree'), { maxKeys: 4 }))
}))

const user = (more: object = {}) => ({ userName: 'ana@example.com', active: true, emails: [{ type: 'work', value: 'ana@example.com' }], name: { givenName: 'Ana', familyName: 'Souza' }, ...more })
const answeredWell = (status: number) => (status >= 200 && status < 300) || (status >= 400 && status < 500) || status === 304 || status === 501

t.test('filters and paths are understood or refused, whatever they are', async () => {
  fc.assert(fc.property(texts, (text) => {
    for (const parse of [parseFilter, parsePath]) {
      try {
        parse(text)
      } catch (error) {
        if (!(error instanceof ScimError)) throw error
      }
    }
  }), { numRuns: 2000 })
})

t.test('no body and no query brings the API out of its form, and a write that is refused changes nothing', () => fc.assert(fc.asyncProperty(tree, texts, fc.constantFrom('POST', 'PUT', 'PATCH'), async (body, filter, method) => {
  const { ask } = played()
  const { answer: made } = await ask({ method: 'POST', path: 'Users', body: user() })
  const { id } = JSON.parse(made.body)
  const { answer, told } = await ask({ method, path: method === 'POST' ? 'Users' : `Users/${id}`, body: JSON.stringify(body) })
  if (!answeredWell(answer.status)) throw new Error(String(answer.status))
  const { answer: now } = await ask({ method: 'GET', path: `Users/${id}` })
  if (answer.status >= 400 && (told !== undefined || now.body !== made.body)) throw new Error('refused, and something changed')
  const { answer: listed } = await ask({ method: 'GET', path: `Users?filter=${encodeURIComponent(filter)}&attributes=${encodeURIComponent(filter)}` })
  if (!answeredWell(listed.status)) throw new Error(String(listed.status))
  if (({} as { polluted?: unknown }).polluted !== undefined) throw new Error('a prototype was written')
}), { numRuns: 600 }))

t.test('operations of any form leave a user that can be shown, kept and told', () => fc.assert(fc.asyncProperty(fc.array(fc.record({ op: fc.constantFrom('add', 'Replace', 'REMOVE', 'x'), path: fc.option(names, { nil: undefined }), value: fc.option(tree, { nil: undefined }) }), { maxLength: 4 }), fc.boolean(), async (Operations, strict) => {
  const { ask } = played({ strict_paths: strict })
  const { answer: made } = await ask({ method: 'POST', path: 'Users', body: user() })
  const { answer } = await ask({ method: 'PATCH', path: `Users/${JSON.parse(made.body).id}`, body: JSON.stringify({ Operations }) })
  if (!answeredWell(answer.status)) throw new Error(answer.body)
  if (answer.status === 200 && typeof JSON.parse(answer.body).userName !== 'string') throw new Error('a user without a name')
}), { numRuns: 600 }))

t.test('a password is nowhere, however it is written', () => fc.assert(fc.asyncProperty(fc.constantFrom('password', 'Password', 'PASSWORD', 'urn:ietf:params:scim:schemas:core:2.0:User:password', 'URN:ietf:params:scim:schemas:core:2.0:user:Password'), fc.boolean(), async (name, nested) => {
  const { ask, resources } = played()
  const wrapped = nested ? { 'urn:ietf:params:scim:schemas:core:2.0:User': { password: SECRET } } : { [name]: SECRET }
  const requests: Asked[] = [
    { method: 'POST', path: 'Users', body: user(wrapped) },
    { method: 'PUT', path: 'Users/res_000000000001', body: user({ ...wrapped, title: 'a' }) },
    { method: 'PATCH', path: 'Users/res_000000000001', body: { Operations: [{ op: 'Add', path: name, value: SECRET }, { op: 'replace', value: { ...wrapped, title: 'b' } }] } }
  ]
  for (const request of requests) {
    const answered = await ask(request)
    if (answered.answer.status >= 300) throw new Error(answered.answer.body)
    if (JSON.stringify([answered, await resources.page(0, 10)]).includes(SECRET)) throw new Error('a password was kept')
  }
})))

t.test('what is found by a key is what is found by looking at everybody', () => fc.assert(fc.asyncProperty(
  fc.uniqueArray(fc.constantFrom('ana', 'bia', 'caio', 'davi'), { minLength: 1 }),
  fc.constantFrom('userName', 'externalId', 'emails.value', 'emails', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber', 'id'),
  fc.constantFrom('ana', 'ANA', 'bia', 'x1', 'X1', 'res_000000000001', 'nobody'),
  async (people, attribute, value) => {
    const { ask } = played()
    for (const [n, name] of people.entries()) await ask({ method: 'POST', path: 'Users', body: { userName: name, externalId: `x${n}`, emails: [{ value: `${name}` }], 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: `X${n}` } } })
    const found = async (filter: string) => JSON.parse((await ask({ method: 'GET', path: `Users?filter=${encodeURIComponent(filter)}` })).answer.body).Resources
    const byKey = JSON.stringify(await found(`${attribute} eq "${value}"`))
    // The same asked so that no key can answer it.
    if (byKey !== JSON.stringify(await found(`not (not (${attribute} eq "${value}"))`))) throw new Error(byKey)
  })))

t.test('a reading is a function of the record and of nothing else, and never throws', () => fc.assert(fc.asyncProperty(tree, fc.boolean(), async (value, everActive) => {
  const { ask, resources } = played()
  await row(value, {})
  await ask({ method: 'POST', path: 'Users', body: JSON.stringify({ ...typeof value === 'object' && value !== null ? value : {}, userName: 'ana' }) })
  for (const { content } of await resources.page(0, 10)) {
    const record = { ...content as { user: Record<string, unknown>, everActive: boolean }, everActive }
    const [once, again] = await Promise.all([row(record, {}), row(structuredClone(record), {})])
    if (!isDeepStrictEqual(once, again)) throw new Error('twice different')
  }
}), { numRuns: 300 }))

t.test('a page takes up where the one before ended, in the order in which users were made', async (t) => {
  const { ask } = played()
  for (let n = 0; n < 25; n++) await ask({ method: 'POST', path: 'Users', body: { userName: `p${n}` } })
  const seen: string[] = []
  for (let start = 1; ; start += 7) {
    const { Resources } = JSON.parse((await ask({ method: 'GET', path: `Users?startIndex=${start}&count=7` })).answer.body)
    if (Resources.length === 0) break
    seen.push(...Resources.map(({ userName }: { userName: string }) => userName))
  }
  t.same(seen, Array.from({ length: 25 }, (_, n) => `p${n}`))
})
