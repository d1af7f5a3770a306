import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { isObject } from '../accounts/exchange.ts'
import { numberIn, textIn, valueIn } from './attributes.ts'
import * as calls from './calls.ts'
import { exchange, type Reply, type ScimContext } from './exchange.ts'
import { feature, FEATURES, isDiscovered, ofAttribute, ofSchema, type Feature } from './features.ts'
import type { ScimOptions } from './options.ts'

/** Who asks while somebody reads waits for that: everybody who sets out at once would ask the same. */
const underWay = new WeakMap<ScimOptions, Promise<unknown>>()

/** Reads what the provider can do. One that does not say is taken by the options' defaults. */
export async function discover (_step: Step, _desired: Desired, known: Known, context: ScimContext): Promise<Outcome> {
  const { options } = context
  for (let other = underWay.get(options); other !== undefined; other = underWay.get(options)) await other.catch(() => {})   // theirs to tell: ours is whether it is known now
  if (isDiscovered(context, context.now())) return { kind: 'delivered', known }
  const reading = read(context)
  underWay.set(options, reading)
  try {
    return await reading ?? { kind: 'delivered', known }
  } finally {
    underWay.delete(options)
  }
}

/** Undefined: it is learnt. */
async function read (context: ScimContext): Promise<Outcome | undefined> {
  const config = await exchange(calls.config(), context)
  if (hasToWait(config)) return config.outcome
  const schemas = await exchange(calls.schemas(), context)
  if (hasToWait(schemas)) return schemas.outcome
  await context.learn(FEATURES, [
    feature('discovery', config.kind === 'ok' && isConfig(config.body)),
    ...config.kind === 'ok' ? featuresIn(config.body) : [],
    ...schemas.kind === 'ok' ? schemasIn(schemas.body) : [feature('schemas', false)]
  ], true)
}

/** Codes of answers that are none, at a place where a provider may have nothing. */
const NOTHING = /^(nowhere|not_json|redirected|http_5(?!03)\d\d)$/

/** A page that is no answer, a failure, and a right that is not given, are no reason to wait: there is nothing to be read. */
function hasToWait (reply: Reply): reply is Extract<Reply, { kind: 'stop' }> {
  if (reply.kind !== 'stop') return false
  const { outcome } = reply
  return outcome.kind === 'unauthorized' ? outcome.code !== 'http_403' : !(outcome.kind === 'retry' && NOTHING.test(outcome.code))
}

const FLAGS = ['patch', 'bulk', 'filter', 'etag'] as const

const isConfig = (body: unknown): boolean => FLAGS.some((name) => isObject(valueIn(body, name)))

/** Never throws. */
export function featuresIn (body: unknown): Feature[] {
  const flags = FLAGS.flatMap((name) => {
    const supported = valueIn(valueIn(body, name), 'supported')
    return supported === undefined ? [] : [feature(name, textIn(supported).toLowerCase() === 'true')]
  })
  const limits = [['bulk operations', 'maxOperations'], ['bulk bytes', 'maxPayloadSize']].flatMap(([label, name]) => {
    const limit = numberIn(valueIn(valueIn(body, 'bulk'), name!))
    return Number.isInteger(limit) && limit > 0 ? [feature(label!, limit)] : []
  })
  // What was found out by trying may have changed with what is advertised.
  return [...flags, ...limits, feature('bulk tried', '')]
}

const MOST_SCHEMAS = 200

/** Schemas with their attributes and who may write them. A list without attributes says nothing. Never throws. */
export function schemasIn (body: unknown): Feature[] {
  const resources = [valueIn(body, 'Resources') ?? (Array.isArray(body) ? body : [])].flat().slice(0, MOST_SCHEMAS)
  const found = resources.flatMap((schema) => {
    const id = valueIn(schema, 'id')
    const attributes = valueIn(schema, 'attributes')
    if (typeof id !== 'string' || !Array.isArray(attributes) || attributes.length === 0) return []
    return [feature(ofSchema(id), true), ...attributes.flatMap((each) => attributeIn(id, each, ''))]
  })
  // A core schema that is not there means that this list is not to be relied on.
  const isWhole = found.some(({ label }) => /^schema urn:ietf:params:scim:schemas:core:2\.0:user$/i.test(label))
  return [feature('schemas', isWhole), ...isWhole ? [...missing(found), ...found] : []]
}

/** What was listed once and is not any more would otherwise be remembered. */
const missing = (found: Feature[]): Feature[] =>
  ENTERPRISE_SCHEMAS.filter((label) => !found.some((each) => each.label.toLowerCase() === label.toLowerCase())).map((label) => feature(label, false))
const ENTERPRISE_SCHEMAS = [ofSchema('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User')]

function attributeIn (urn: string, attribute: unknown, prefix: string): Feature[] {
  const name = valueIn(attribute, 'name')
  if (typeof name !== 'string') return []
  const mutability = valueIn(attribute, 'mutability')
  const path = `${prefix}${name}`
  const parts = valueIn(attribute, 'subAttributes')
  return [
    feature(ofAttribute(urn, path), typeof mutability === 'string' ? mutability.toLowerCase() : 'readwrite'),
    ...prefix === '' && Array.isArray(parts) ? parts.flatMap((each) => attributeIn(urn, each, `${path}.`)) : []
  ]
}
