import { Type, type TSchema } from '@sinclair/typebox'

/** What the owner of a source or destination of one kind may say. */
export interface KindSchemas { settings?: TSchema, credentials: TSchema, options: TSchema, defaultBaseUrl?: string }

/** Every kind there is, by name. */
export interface Kinds { sources: Readonly<Record<string, KindSchemas>>, destinations: Readonly<Record<string, KindSchemas>> }

interface Operation { requestBody: { content: { 'application/json': { schema: unknown } } } }
type Paths = Record<string, { put?: Operation }>

const PATHS = { sources: '/v1/tenants/{tenant}/sources/{name}', destinations: '/v1/tenants/{tenant}/destinations/{name}' }
const TITLES = { sources: 'SourceConfig', destinations: 'DestinationConfig' }

/** The bodies that connect something, written out for each kind: the routes themselves take any, since adapters judge them. */
export function writeOutKinds (paths: Paths, kinds: Kinds): void {
  for (const what of ['sources', 'destinations'] as const) {
    const body = paths[PATHS[what]]?.put?.requestBody.content['application/json']
    const all = Object.entries(kinds[what])
    if (body === undefined || all.length === 0) continue
    // The common shape stays the last: kinds come and go with builds, and the contract names it.
    body.schema = { anyOf: [...all.map(([kind, schemas]) => bodyOf(`${TITLES[what]}.${kind}`, kind, schemas, what === 'destinations')), body.schema] }
  }
}

function bodyOf (title: string, kind: string, { settings, credentials, options, defaultBaseUrl }: KindSchemas, isCalled: boolean): TSchema {
  const address = Type.String({ description: 'Where the platform is called.', ...(defaultBaseUrl !== undefined && { default: defaultBaseUrl }) })
  return Type.Object({
    kind: Type.Unsafe<string>({ type: 'string', enum: [kind] }),
    ...(isCalled && { base_url: Type.Optional(address) }),
    ...(settings !== undefined && { settings: Type.Optional(settings) }),
    credentials: Type.Optional(Type.Unsafe({ ...credentials, description: 'Secrets. Absent: kept as they are. They never come back.' })),
    options: Type.Optional(options)
  }, { title, additionalProperties: false })
}
