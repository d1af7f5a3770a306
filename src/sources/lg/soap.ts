import { ReadFailure } from '../../domain/reading.ts'
import { isObject, shown, type Json } from '../json.ts'
import { meaning } from '../mapping/lookup.ts'
import { elementAt, elementsIn, textOf, xmlIn, xmlOf } from '../xml.ts'
import type { Io } from './settings.ts'
import { plain } from './wire.ts'

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
const HEADER = 'lg.com.br/svc/dto'
const API = 'lg.com.br/api'
const DTO = 'lg.com.br/api/dto/v1'
const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'

/** What a message says when it is about who calls: the only thing that is taken out of it. */
const PERMISSION = /permiss|acesso negado/i
const CREDENTIALS = /credenc|usu[aá]rio|senha|autentic|autoriza|authent|password|login|token|tenant|ambiente|LGAutenticacao|LGContextoAmbiente/i

/** Tipo by its number, or by its name. */
const KINDS: Record<string, number> = { 0: 0, 1: 1, 2: 2, 3: 3, Sucesso: 0, Ok: 0, Inconsistencia: 1, Erro: 2, 'Não processado': 3, NaoProcessado: 3 }
const SAID = ['', 'an inconsistency', 'an error', 'that it was not processed']

export interface Reply {
  value: unknown
  /** TotalGeral and TotalDePaginas, of lists that come in pages. */
  total: number | undefined
  pages: number | undefined
}

export const strings = (values: string[]): Json => ({ 'arr:string': values })
export const numbers = (values: number[]): Json => ({ 'arr:int': values })

/** One operation of a service; `filter` in the order of the contract of data, which the vendor's platform reads by order. */
export async function operation (io: Io, service: string, name: string, filter: Json): Promise<Reply> {
  const { settings: { base_url: base }, credentials: { Usuario, Senha, GuidTenant, Ambiente } } = io
  const [version, local] = service.split('/')
  const namespace = `${API}/${version}`
  const answer = await io.call({
    method: 'POST',
    url: `${base}/${service}`,
    headers: { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml', soapaction: `"${namespace}/${local}/${name}"` },
    body: xmlOf({
      'soapenv:Envelope': {
        '@xmlns:soapenv': ENVELOPE,
        '@xmlns:svc': HEADER,
        '@xmlns:api': namespace,
        '@xmlns:dto': DTO,
        '@xmlns:arr': ARRAYS,
        'soapenv:Header': {
          'svc:LGAutenticacao': { 'svc:TokenUsuario': { 'svc:Senha': Senha, 'svc:Usuario': Usuario, 'svc:GuidTenant': GuidTenant } },
          'svc:LGContextoAmbiente': { 'svc:Ambiente': Ambiente }
        },
        'soapenv:Body': { [`api:${name}`]: { 'api:filtro': dto(filter) } }
      }
    }),
    expects: [500]
  })
  const parsed = xmlIn(answer.body)
  const body = parsed.ok ? elementAt(parsed.value, 'Envelope', 'Body') : undefined
  if (!isObject(body)) {
    if (answer.status === 500) throw new ReadFailure('unavailable', 'It answered 500.')
    throw new ReadFailure('unreadable', `${name} answered ${answer.status} with something that is no SOAP: look at base_url.`)
  }
  const fault = elementAt(body, 'Fault')
  if (fault !== undefined) throw faulted(fault, name)
  return replyIn(elementAt(body, `${name}Response`, `${name}Result`) ?? elementAt(body, `${name}Response`), name)
}

/** Names of data in their namespace; those of arrays have theirs already. */
function dto (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dto)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => name.includes(':') ? [name, each] : [`dto:${name}`, dto(each)]))
}

/** The service has no such operation: names of some are not published. */
export class UnknownOperation extends ReadFailure {}

function faulted (fault: unknown, name: string): ReadFailure {
  const code = (textOf(elementAt(fault, 'faultcode')) ?? textOf(elementAt(fault, 'Code', 'Subcode', 'Value')) ?? textOf(elementAt(fault, 'Code', 'Value')) ?? '').replace(/^.*:/, '')
  const text = textOf(elementAt(fault, 'faultstring')) ?? textOf(elementAt(fault, 'Reason', 'Text')) ?? ''
  if (/ActionNotSupported/i.test(code)) return new UnknownOperation('refused', `The service does not know ${name}: look at its WSDL and put version, service and operation into the settings.`)
  return refusal(text) ?? new ReadFailure('refused', `${name} was refused with a fault (${shown(code)}).`)
}

const refusal = (text: string): ReadFailure | undefined =>
  PERMISSION.test(text)
    ? new ReadFailure('forbidden', 'The user lacks a permission of a service that is called.')
    : CREDENTIALS.test(text) ? new ReadFailure('unauthorized', 'It did not accept who calls: look at Usuario, Senha, GuidTenant and Ambiente, and whether the password has ended.') : undefined

/** A status of success says nothing yet: Tipo does. */
function replyIn (result: unknown, name: string): Reply {
  const told = textOf(elementAt(result, 'Tipo', 'Valor')) ?? textOf(elementAt(result, 'Tipo'))
  const kind = told === undefined ? undefined : meaning(told, KINDS)
  if (!isObject(result) || kind === undefined) throw new ReadFailure('unreadable', `${name} answered without a Tipo that is known.`)
  if (kind !== 0) {
    const messages = JSON.stringify(elementsIn(result.Mensagens))
    const code = textOf(result.CodigoDoErro)
    const generic = new ReadFailure('refused', `${name} answered ${SAID[kind]} (Tipo ${kind}${code === undefined ? '' : `, CodigoDoErro ${shown(code)}`}).`)
    throw kind === 1 ? generic : refusal(messages) ?? generic
  }
  const value = plain(result.Retorno)
  return { value, total: countIn(result, 'TotalGeral') ?? countIn(value, 'TotalGeral'), pages: countIn(result, 'TotalDePaginas') ?? countIn(value, 'TotalDePaginas') }
}

function countIn (value: unknown, name: string): number | undefined {
  const text = textOf(elementAt(value, name))
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
