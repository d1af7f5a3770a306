import { posix } from 'node:path'

/**
 * Rooms of src/ and whom each may know; `type x` means as a type only. An adapter is one folder: it knows the domain and what
 * is shared beside it or by all adapters (adapting/), never another adapter, and its sandbox knows nobody.
 */
const MAY_KNOW = {
  domain: [],
  postgres: ['domain'],
  application: ['domain', 'postgres', 'type outbound'],
  outbound: ['domain'],
  http: ['domain', 'type application'],
  worker: [],
  'shared by adapters': ['domain'],
  'shared by sources': ['domain', 'shared by adapters'],
  'shared by destinations': ['domain', 'shared by adapters'],
  'a source': ['domain', 'shared by adapters', 'shared by sources'],
  'a destination': ['domain', 'shared by adapters', 'shared by destinations'],
  'a sandbox': [],
  registry: ['domain', 'a source', 'a destination'],
  settings: ['domain'],
  wiring: 'everybody'
} as const satisfies Record<string, readonly string[] | 'everybody'>

export type Room = keyof typeof MAY_KNOW

const LAYERS: readonly Room[] = ['domain', 'postgres', 'application', 'outbound', 'http', 'worker']

/** The files that put the program together, and those that read what an operator set. */
const TOP: Record<string, Room> = {
  'src/main.ts': 'wiring',
  'src/engine.ts': 'wiring',
  'src/alerts.ts': 'wiring',
  'src/api.ts': 'wiring',
  'src/demo.ts': 'wiring',
  'src/readiness.ts': 'wiring',
  'src/config.ts': 'settings',
  'src/secrets.ts': 'settings',
  'src/greeting.ts': 'settings',
  'src/sources/index.ts': 'registry',
  'src/destinations/index.ts': 'registry'
}

/** Packages that open sockets or speak to the database: each has one room. */
const PACKAGES: Record<string, readonly Room[]> = {
  undici: ['outbound'],
  'node:http': ['outbound', 'http', 'a sandbox'],
  'node:https': ['outbound', 'a sandbox'],
  'node:tls': ['outbound'],
  nodemailer: ['outbound'],
  pg: ['postgres'],
  'pg-boss': ['worker'],
  fastify: ['http', 'a sandbox'],
  '@fastify/swagger': ['http'],
  '@fastify/swagger-ui': ['http']
}

/** The adapter a file belongs to: its folder's path; undefined for everything that is no adapter's. `adapters` are such paths. */
export const adapterOf = (file: string, adapters: readonly string[]): string | undefined => adapters.find((adapter) => file.startsWith(`${adapter}/`))

export function roomOf (file: string, adapters: readonly string[]): Room | undefined {
  if (file in TOP) return TOP[file]
  const [, folder] = file.split('/')
  if (folder === 'adapting') return 'shared by adapters'
  const adapter = adapterOf(file, adapters)
  if (folder === 'sources') return adapter === undefined ? 'shared by sources' : file.startsWith(`${adapter}/sandbox/`) ? 'a sandbox' : 'a source'
  if (folder === 'destinations') return adapter === undefined ? 'shared by destinations' : file.startsWith(`${adapter}/sandbox/`) ? 'a sandbox' : 'a destination'
  return LAYERS.find((layer) => layer === folder)
}

/** Why `file` may not import `specifier`; undefined: it may. */
export function whyNot (file: string, { specifier, typeOnly }: { specifier: string, typeOnly: boolean }, adapters: readonly string[]): string | undefined {
  const from = roomOf(file, adapters)
  if (from === undefined) return 'it lies in no room of src/'
  if (!specifier.startsWith('.')) return ofPackage(from, specifier, typeOnly)
  const target = posix.join(posix.dirname(file), specifier)
  if (!target.startsWith('src/')) return 'it leaves src/'
  const to = roomOf(target, adapters)
  if (to === undefined) return 'that lies in no room of src/'
  if (from === to && adapterOf(file, adapters) === adapterOf(target, adapters)) return undefined
  const known: readonly string[] | 'everybody' = MAY_KNOW[from]
  if (known === 'everybody' || (from !== to && (known.includes(to) || (typeOnly && known.includes(`type ${to}`))))) return undefined
  return `${from} may know ${known.length === 0 ? 'nobody' : known.join(', ')}`
}

function ofPackage (from: Room, specifier: string, typeOnly: boolean): string | undefined {
  const rooms = PACKAGES[specifier]
  return rooms === undefined || typeOnly || from === 'wiring' || rooms.includes(from) ? undefined : `only ${rooms.join(' and ')} may use it`
}
