import Fastify from 'fastify'
import { answer, DTO, elementIn, fault, member, soap, type Element } from './envelope.ts'
import { OPERATIONS, type Control, type Result } from './operations.ts'

const HEADER = 'lg.com.br/svc/dto'

export interface SandboxOptions { Usuario: string, Senha: string, GuidTenant: string, Ambiente: number }

/** The services of the suite by SOAP, as strict about namespaces, headers and limits as what is public about them says. */
export async function startSandbox (who: SandboxOptions): Promise<{ url: string, control: Control, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const failures: { status: number, times: number, after: number }[] = []
  const control: Control = {
    companies: new Map(),
    contracts: new Map(),
    log: [],
    requests: [],
    pageSize: 50,
    firstPage: 1,
    versions: true,
    namesSituation: true,
    namesSince: true,
    filterByCpf: 'heeded',
    lacking: new Set(),
    refusing: new Set(),
    fail: (status, times = 1, after = 0) => { failures.push({ status, times, after }) }
  }
  let underWay = 0
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  app.post('/:version/:service', async (request, reply) => {
    const { version, service } = request.params as { version: string, service: string }
    reply.type('text/xml; charset=utf-8')
    const failure = failures.find((each) => (each.after-- <= 0) && each.times > 0)
    if (failure !== undefined) {
      failure.times -= 1
      return await reply.code(failure.status).send('')
    }
    if (++underWay > 1) control.requests.push({ operation: 'TWO AT ONCE', company: '' })
    try {
      const { status, body } = served(version, service, String(request.headers.soapaction ?? ''), String(request.body))
      return await reply.code(status).send(body)
    } finally {
      underWay -= 1
    }
  })

  function served (version: string, service: string, action: string, text: string): { status: number, body: string } {
    const refuse = (code: string, why: string) => ({ status: 500, body: fault(code, why) })
    const namespace = `lg.com.br/api/${version}`
    const name = action.replaceAll('"', '').split('/').at(-1) ?? ''
    const operation = OPERATIONS[`${version}/${service}/${name}`]
    if (operation === undefined || control.lacking.has(name) || action.replaceAll('"', '') !== `${namespace}/${service}/${name}`) return refuse('ActionNotSupported', 'The message cannot be processed at the receiver, due to an Action that does not match.')
    const root = elementIn(text)
    const header = soap(root, 'Header')
    const token = member(header, HEADER, 'LGAutenticacao', 'TokenUsuario')
    const environment = member(header, HEADER, 'LGContextoAmbiente', 'Ambiente')?.text
    if (token === undefined || environment === undefined) return refuse('Client', 'Os cabeçalhos LGAutenticacao e LGContextoAmbiente são obrigatórios.')
    const filter = member(member(soap(root, 'Body'), namespace, name), namespace, 'filtro')
    if (filter === undefined || !ordered(filter, operation.members)) return refuse('DeserializationFailed', 'The formatter threw an exception while trying to deserialize the message.')
    const [Senha, Usuario, GuidTenant] = ['Senha', 'Usuario', 'GuidTenant'].map((each) => member(token, HEADER, each)?.text)
    const isKnown = Senha === who.Senha && Usuario === who.Usuario && GuidTenant === who.GuidTenant && environment === String(who.Ambiente)
    control.requests.push({ operation: name, company: member(filter, DTO, 'CodigoDaEmpresa')?.text ?? member(filter, DTO, 'Empresas', 'FiltroComCodigoNumerico', 'Codigo')?.text ?? '' })
    if (isKnown && control.refusing.has(name)) return refuse('DeserializationFailed', 'The formatter threw an exception while trying to deserialize the message.')
    const result: Result = isKnown ? operation.run(control, filter) : { tipo: 2, message: 'Usuário ou senha inválidos.' }
    if (typeof result === 'object' && 'fault' in result) return refuse(String(result.fault), 'The formatter threw an exception while trying to deserialize the message.')
    const { tipo = 0, message, retorno, ...more } = typeof result === 'string' ? { tipo: 1, message: result } : result as { tipo?: number, message?: string, retorno?: never }
    return { status: 200, body: answer(namespace, name, { CodigoDoErro: message === undefined ? null : 'E1', Mensagens: message === undefined ? {} : { MensagensDeErro: message }, Tipo: tipo, ...more, Retorno: retorno ?? null }) }
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

/** A serializer of data contracts takes members in their order, and what comes too late or from elsewhere is lost: here it is refused. */
function ordered ({ members }: Element, names: string[]): boolean {
  let place = 0
  return members.every(({ name }) => {
    const found = names.findIndex((each) => name === `{${DTO}}${each}`)
    const isLater = found >= place
    place = found
    return isLater
  })
}
