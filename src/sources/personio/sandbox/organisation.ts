import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export const KINDS = ['department', 'team', 'legal_entity', 'cost_center', 'office'] as const
export type Kind = typeof KINDS[number]

/** What an employment refers to: names by kind, each with an id of its own. */
export interface Organisation {
  /** The id of what was called so at first. */
  idOf (kind: Kind, name: string): string
  /** As they are listed now. */
  names: Record<Kind, Map<string, string>>
}

export function newOrganisation (): Organisation {
  const names = Object.fromEntries(KINDS.map((kind) => [kind, new Map<string, string>()])) as Organisation['names']
  const ids = new Map<string, string>()
  return {
    names,
    idOf (kind, name) {
      const known = ids.get(`${kind} ${name}`)
      if (known !== undefined) return known
      const id = String(301 + ids.size)
      ids.set(`${kind} ${name}`, id)
      names[kind].set(id, name)
      return id
    }
  }
}

interface List { path: string, scope: string, beta: boolean, allowed: string[], kindOf (query: URLSearchParams): Kind | undefined }

const PAGING = ['limit', 'cursor']
const LISTS: List[] = [
  { path: '/v2/org-units', scope: 'personio:org-units:read', beta: true, allowed: [...PAGING, 'type', 'sort', 'include_parent_chain'], kindOf: (query) => (['department', 'team'] as const).find((each) => each === query.get('type')) },
  { path: '/v2/cost-centers', scope: 'personio:cost-centers:read', beta: true, allowed: [...PAGING, 'id', 'name', 'sort'], kindOf: () => 'cost_center' },
  { path: '/v2/workplaces', scope: 'personio:workplaces:read', beta: true, allowed: [...PAGING, 'id', 'name', 'sort'], kindOf: () => 'office' },
  { path: '/v2/legal-entities', scope: 'personio:legal-entities:read', beta: false, allowed: [...PAGING, 'id', 'country'], kindOf: () => 'legal_entity' }
]

interface Answers {
  refuse (reply: FastifyReply, status: number): FastifyReply
  listed (request: FastifyRequest, data: unknown[], cursor: string | undefined): unknown
}

/** Lists of what there is by name; strict about the right to see each, the header of a beta, and every word of the query. */
export function serveOrganisation (app: FastifyInstance, { names }: Organisation, scopes: () => readonly string[] | undefined, { refuse, listed }: Answers): void {
  for (const { path, scope, beta, allowed, kindOf } of LISTS) {
    app.get(path, async (request, reply) => {
      if (beta && request.headers.beta !== 'true') return refuse(reply, 404)
      const granted = scopes()
      if (granted !== undefined && !granted.includes(scope)) return refuse(reply, 403)
      const query = new URL(request.url, 'http://sandbox').searchParams
      const kind = kindOf(query)
      const size = Number(query.get('limit') ?? 20)
      if (kind === undefined || !(size >= 1 && size <= 100) || [...query.keys()].some((name) => !allowed.includes(name))) return refuse(reply, 400)
      const all = [...names[kind]].map(([id, name]) => ({ id, name, ...(path === '/v2/org-units' && { type: kind }) }))
      const from = Number(query.get('cursor') ?? 0)
      return listed(request, all.slice(from, from + size), from + size < all.length ? String(from + size) : undefined)
    })
  }
}
