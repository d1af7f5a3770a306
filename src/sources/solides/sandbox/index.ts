import Fastify from 'fastify'
import type { FastifyReply } from 'fastify'

/** A colaborador as the account has them; dates are DD/MM/YYYY. */
export interface Colaborador {
  id: number
  name: string
  registration: string
  dateAdmission: string
  birthDate: string
  active: boolean
  /** A word instead of the flag, as an account may have it. */
  status?: string
  dateDismissal: string | null
  dismissalReason: string | null
  position: { id: number, name: string } | null
  departament: { id: number, name: string } | null
  unity: { name: string } | null
  corporateEmail: string
  cpf: string
}

export interface SandboxOptions {
  token: string
  /** Requests a minute before 429; absent: no limit. */
  perMinute?: number
}

export interface SandboxControl {
  people: Map<string, Colaborador>
  requests: { method: string, path: string, query: Record<string, string> }[]
  /** The next requests whose path has this in it are answered with a status, `times` of them after `after` others. */
  fail (path: string, status: number, times?: number, after?: number): void
  /** The account does not look at `page`, and lists its first page for ever. */
  stuck: boolean
}

interface Failure { path: string, status: number, times: number, after: number }

const MOST_ON_A_PAGE = 150
const ALLOWED = new Set(['page', 'page_size', 'status', 'data_admissao'])

/** What is public about the API, and strict about it: the form of the token, JSON asked for and announced, the size of a page. */
export async function startSolidesSandbox ({ token, perMinute = Infinity }: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: Failure[] = []
  const control: SandboxControl = {
    people: new Map(),
    requests: [],
    fail: (path, status, times = 1, after = 0) => { failures.push({ path, status, times, after }) },
    stuck: false
  }
  let window = { minute: 0, count: 0 }

  app.addHook('onRequest', async (request, reply) => {
    const { pathname: path, searchParams } = new URL(request.url, 'http://sandbox')
    control.requests.push({ method: request.method, path, query: Object.fromEntries(searchParams) })
    const failure = failures.find((each) => path.includes(each.path) && (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return refuse(reply, failure.status, 'as the test says')
    }
    const minute = Math.floor(Date.now() / 60_000)
    window = window.minute === minute ? { minute, count: window.count + 1 } : { minute, count: 1 }
    if (window.count > perMinute) return refuse(reply, 429, 'too many requests')
    if (request.headers.authorization !== `Token token=${token}`) return refuse(reply, 401, 'HTTP Token: Access denied.')
    if (!/application\/json/.test(request.headers.accept ?? '')) return refuse(reply, 406, 'Accept: application/json')
    if (!/^application\/json/.test(request.headers['content-type'] ?? '')) return refuse(reply, 415, 'Content-Type: application/json')
    if (!/^\/(pt-BR|en|es)\/api\/v1\//.test(path)) return refuse(reply, 404, 'Not found')
  })

  app.get('/:locale/api/v1/colaboradores', async (request, reply) => {
    const query = new URL(request.url, 'http://sandbox').searchParams
    if ([...query.keys()].some((name) => !ALLOWED.has(name))) return refuse(reply, 400, 'unknown parameter')
    const [page, size, status, admitted] = [Number(query.get('page') ?? 1), Number(query.get('page_size') ?? 20), query.get('status'), query.get('data_admissao')]
    if (!Number.isInteger(page) || page < 1) return refuse(reply, 422, 'page begins at 1')
    if (!Number.isInteger(size) || size < 1 || size > MOST_ON_A_PAGE) return refuse(reply, 422, 'page_size is at most 150')
    if (status !== null && status !== 'todos') return refuse(reply, 422, 'status')
    if (admitted !== null && !/^\d{2}\/\d{2}\/\d{4}$/.test(admitted)) return refuse(reply, 422, 'data_admissao')
    const listed = [...control.people.values()]
      .filter(({ active }) => status === 'todos' || active)
      .filter(({ dateAdmission }) => admitted === null || dateAdmission === admitted)
    const from = control.stuck ? 0 : (page - 1) * size
    return listed.slice(from, from + size).map(shown)
  })

  app.get('/:locale/api/v1/colaboradores/:id', async (request, reply) => {
    const one = control.people.get((request.params as { id: string }).id)
    return one === undefined ? refuse(reply, 404, 'Not found') : shown(one)
  })

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

/** The record in the vendor's names, with all that must never go further. */
function shown ({ cpf, corporateEmail, ...one }: Colaborador): object {
  return {
    ...one,
    dateContract: one.dateAdmission,
    contractExpirationDate: null,
    typeContract: 'CLT',
    workShift: '08:00 às 17:00',
    salary: '4.250,00',
    contact: { corporateEmail, personalEmail: '', cellPhone: '(11) 98765-4321', phone: '' },
    documents: { idNumber: cpf, rg: '00.000.000-0', issuingBody: 'SSP', dispatchDate: '01/01/2010', ctpsNum: '1', ctpsSerie: '1', pis: '000.00000.00-0', voterRegistration: '', reservist: '', bank: '001', agency: '0001', checkingsAccount: '1-0' },
    dependents: [{ name: 'Dependente' }]
  }
}

const refuse = (reply: FastifyReply, status: number, error: string): FastifyReply => reply.code(status).send({ error })
