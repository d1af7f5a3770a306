import Fastify from 'fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { listed, type Listing, type Paging } from './pages.ts'

/** A person as Quimera RH has it, a system that nobody has heard of. Days are YYYY-MM-DD here and take the form of `days` on the wire. */
export interface Ficha {
  chave: string
  cpf: string
  correio: string
  nome: string
  sobrenome: string
  cargo: string | null
  setor: string | null
  chefe: string | null
  entrada: string
  saida: { dia: string, motivo: string } | null
  situacao: string
  /** Milliseconds. */
  tocada: number
}

export type Auth =
  | { by: 'none' }
  | { by: 'header', name: string, value: string }
  | { by: 'basic', username: string, password: string }
  | { by: 'bearer', token: string }
  | { by: 'query', name: string, value: string }
  | { by: 'oauth', clientId: string, clientSecret: string, scope: string }

export interface SandboxOptions {
  auth: Auth
  paging: Paging
  /** People of a page at most: more asked for is refused. */
  most?: number
  form?: 'json' | 'xml'
  days?: 'day_first' | 'epoch_ms'
  /** Leavers are on a list of their own only. */
  leaversApart?: boolean
}

export interface SandboxControl {
  people: Map<string, Ficha>
  requests: { method: string, path: string, query: string }[]
  /** The next requests whose path begins so are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
}

interface Failure { path: string, status: number, times: number, after: number }

const KNOWN_BESIDES = ['tocada_desde', 'empresa']

/** Strict about everything: who asks, which parameters, how many at once. An unknown parameter is an error, not a wish. */
export async function startCustomSandbox ({ auth, paging, most = 2, form = 'json', days = 'day_first', leaversApart = false }: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: Failure[] = []
  const tokens = new Set<string>()
  const control: SandboxControl = {
    people: new Map(),
    requests: [],
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) }
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.addHook('onRequest', async (request, reply) => {
    const [path, query = ''] = request.url.split('?') as [string, string?]
    control.requests.push({ method: request.method, path, query })
    const failure = failures.find((each) => path.startsWith(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status)
    }
    if (path !== '/token' && !isKnown(request)) return refuse(reply, 401)
  })

  function isKnown ({ headers, url }: FastifyRequest): boolean {
    switch (auth.by) {
      case 'none': return true
      case 'header': return headers[auth.name] === auth.value
      case 'basic': return headers.authorization === `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`
      case 'bearer': return headers.authorization === `Bearer ${auth.token}`
      case 'query': return new URL(url, 'http://sandbox').searchParams.get(auth.name) === auth.value
      case 'oauth': return tokens.has(headers.authorization ?? '')
    }
  }

  app.post('/token', async ({ headers, body }, reply) => {
    const asked = new URLSearchParams(String(body))
    if (auth.by !== 'oauth' || !/^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')) return refuse(reply, 400)
    if (asked.get('grant_type') !== 'client_credentials' || asked.get('scope') !== auth.scope) return reply.code(400).send({ error: 'invalid_scope' })
    if (asked.get('client_id') !== auth.clientId || asked.get('client_secret') !== auth.clientSecret) return reply.code(401).send({ error: 'invalid_client' })
    const token = `quimera-${tokens.size + 1}`
    tokens.add(`Bearer ${token}`)
    return { access_token: token, token_type: 'Bearer', expires_in: 3600 }
  })

  app.get('/rh/fichas', async (request, reply) => await answered(request, reply, (ficha) => !leaversApart || !hasLeft(ficha)))
  app.post('/rh/fichas/busca', async (request, reply) => await answered(request, reply, () => true))
  app.get('/rh/desligados', async (request, reply) => await answered(request, reply, hasLeft))
  app.get('/rh/fichas/:chave', async (request, reply) => {
    const ficha = control.people.get((request.params as { chave: string }).chave)
    return ficha === undefined ? refuse(reply, 404) : spoken(reply, { ficha: asWire(ficha) })
  })

  async function answered (request: FastifyRequest, reply: FastifyReply, filter: (ficha: Ficha) => boolean): Promise<unknown> {
    const url = new URL(request.url, `http://${request.host}`)
    const inBody = request.method === 'POST'
    if (inBody && request.headers['content-type'] !== 'application/json') return refuse(reply, 415)
    const asked = inBody ? new URLSearchParams(flat(JSON.parse(String(request.body)) as object)) : url.searchParams
    const listing: Listing | undefined = listed({ url, asked, paging, most, known: [...KNOWN_BESIDES, ...auth.by === 'query' ? [auth.name] : []], secret: auth.by === 'query' ? auth.name : undefined, people: since([...control.people.values()].filter(filter), asked) })
    if (listing === undefined) return refuse(reply, 400)
    if (listing.link !== undefined) reply.header('link', `<${url.origin}/rh/ajuda>; rel="help", <${listing.link}>; rel="next"`)
    const fichas = listing.people.map(asWire)
    return spoken(reply, form === 'xml' ? { resposta: { ...listing.about, fichas: { ficha: fichas } } } : Object.keys(listing.about).length === 0 ? fichas : { ...listing.about, fichas })
  }

  const since = (people: Ficha[], asked: URLSearchParams): Ficha[] => asked.has('tocada_desde') ? people.filter(({ tocada }) => tocada >= Number(asked.get('tocada_desde'))) : people
  const hasLeft = ({ situacao }: Ficha): boolean => situacao === 'DESLIGADA'
  const dayOf = (day: string): string | number => days === 'epoch_ms' ? Date.parse(`${day}T00:00:00Z`) : day.split('-').reverse().join('/')
  const asWire = ({ chave, cpf, correio, nome, sobrenome, cargo, setor, chefe, entrada, saida, situacao }: Ficha) => ({
    chave: form === 'xml' ? chave : Number(chave),
    pessoa: { nome, sobrenome, cpf, contatos: { correio } },
    vinculo: { situacao, matricula: chave.padStart(5, '0'), entrada: dayOf(entrada), funcao: { titulo: cargo }, setor, chefe },
    saida: saida === null ? null : { dia: dayOf(saida.dia), motivo: saida.motivo },
    salario: 12_345.67
  })
  function spoken (reply: FastifyReply, body: object): unknown {
    return form === 'json' ? body : reply.type('application/xml; charset=utf-8').send(`<?xml version="1.0" encoding="UTF-8"?>${xml(body)}`)
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

const refuse = (reply: FastifyReply, status: number): FastifyReply => reply.code(status).send({ erro: status })

/** Members of members by dotted names. */
const flat = (value: object, prefix = ''): Record<string, string> => Object.fromEntries(Object.entries(value).flatMap(([name, each]): [string, string][] =>
  typeof each === 'object' && each !== null ? Object.entries(flat(each as object, `${prefix}${name}.`)) : [[`${prefix}${name}`, String(each)]]))

const escaped = (text: string): string => text.replace(/[&<>]/g, (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[each]!)

/** Elements of its own making: null is nil, a list is elements that come again. */
function xml (value: object): string {
  return Object.entries(value).map(([name, each]: [string, unknown]): string => {
    if (Array.isArray(each)) return each.map((one: object) => xml({ [name]: one })).join('')
    if (each === null) return `<${name} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`
    return `<${name}>${typeof each === 'object' ? xml(each) : escaped(String(each))}</${name}>`
  }).join('')
}
