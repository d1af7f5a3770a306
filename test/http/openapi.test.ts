import { readFileSync } from 'node:fs'
import t from 'tap'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { generate } from '../../openapi/document.ts'
import { surfaceOf } from '../../openapi/surface.ts'
import { FORMATS } from '../../src/domain/formats.ts'
import { setup } from './setup.ts'

const committed = (name: string) => readFileSync(new URL(`../../openapi/${name}`, import.meta.url), 'utf8')
const document = JSON.parse(await generate())

t.test('openapi.json is what the routes say; npm run openapi writes it', async (t) => {
  t.ok(committed('openapi.json') === `${JSON.stringify(document, null, 2)}\n`, 'run: npm run openapi')
})

t.test('/v1 has lost no path, field or value that the last release promised', async (t) => {
  const surface = new Set(surfaceOf(document))
  t.same((JSON.parse(committed('baseline.json')) as string[]).filter((line) => !surface.has(line)), [])
})

t.test('a lost enum value, field or path is noticed', async (t) => {
  const smaller = structuredClone(document)
  smaller.components.schemas.Attempt.properties = { at: smaller.components.schemas.Attempt.properties.at }
  smaller.components.schemas.AcceptedEvent.properties.type.enum.pop()
  delete smaller.paths['/v1/me']
  const surface = new Set(surfaceOf(smaller))
  const lost = surfaceOf(document).filter((line) => !surface.has(line))
  for (const line of ['GET /v1/me', 'Attempt.outcome', 'AcceptedEvent.type = "upsert"']) t.ok(lost.includes(line), line)
})

t.test('every route of the app is on the page, and every operation says what it answers', async (t) => {
  const { app } = await setup(t)
  const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item as object).map(([method, operation]) => ({ path, method, operation })))
  for (const { path, method, operation } of operations) {
    t.ok(app.hasRoute({ url: urlOf(path), method: method.toUpperCase() }), `${method} ${path}`)
    t.ok(Object.keys(operation.responses).some((status) => status.startsWith('2')), `${path} says what success is`)
    t.notOk(JSON.stringify(operation).includes('Default Response'), `${path} describes its answers`)
    if (path.startsWith('/v1/')) t.hasOwnProps(operation.responses, ['401', '403', '503'])
  }
  const tree = app.printRoutes({ commonPrefix: false })
  for (const method of ['PUT', 'POST', 'DELETE']) {
    const elsewhere = method === 'POST' ? 1 : 2   // webhooks take every method twice; only one POST is on the page
    t.equal(operations.filter((each) => each.method === method.toLowerCase()).length, [...tree.matchAll(new RegExp(`\\b${method}\\b`, 'g'))].length - elsewhere, `every ${method}`)
  }
  const ids = operations.map(({ operation }) => operation.operationId)
  t.equal(new Set(ids).size, ids.length, 'operation ids are unique')
})

t.test('every example is valid against its own schema', async (t) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  for (const [name, { holds }] of Object.entries(FORMATS)) ajv.addFormat(name, { type: 'string', validate: holds })
  ajv.addSchema(document, 'document')
  let examples = 0

  function check (schema: unknown, example: unknown, where: string): void {
    const validate = ajv.compile(absolute(schema) as object)
    examples++
    if (!validate(example)) t.fail(where, { errors: validate.errors, example })
  }
  function walk (value: unknown, where: string): void {
    if (typeof value !== 'object' || value === null) return
    const { schema, example, examples, ...rest } = value as { schema?: unknown, example?: unknown, examples?: unknown }
    if (schema !== undefined && example !== undefined) check(schema, example, where)
    if (Array.isArray(examples)) for (const each of examples) check(rest, each, where)
    for (const [name, each] of Object.entries(value)) if (name !== 'example' && name !== 'examples') walk(each, `${where}/${name}`)
  }
  walk({ paths: document.paths, webhooks: document.webhooks, components: document.components }, '#')
  t.ok(examples > 300, `${examples} examples`)
})

const urlOf = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1')

/** The same schema with its references into the document. */
const absolute = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'))
