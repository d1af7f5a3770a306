import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { elementAt, textOf, xmlIn, xmlOf } from '../xml.ts'
import type { Io } from './address.ts'

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
const NAMESPACE = 'http://services.senior.com.br'
const PLATFORM = 'https://api.senior.com.br'
const ROOT = '/g5-senior-services'

/** What a fault says when it is about who calls: the only thing that is taken out of its text. */
const CREDENTIALS = /credenc|usu[aá]rio|senha|autentic|authent|password|login/i

/** One operation of a service, by whoever user and password say. undefined: the service refused it with a fault. */
export async function operation (io: Io, path: string, name: string, parameters: Json): Promise<Json | undefined> {
  const { credentials: { user, password, encryption = 0 } } = io
  if (user === undefined || password === undefined) throw new ReadFailure('not_configured', 'The credentials hold no user and password of the services of G5.')
  const answer = await io.call({
    method: 'POST',
    url: addressOf(io, path),
    headers: { 'content-type': 'text/xml; charset=utf-8', accept: 'text/xml', soapaction: '""' },
    body: xmlOf({
      'soapenv:Envelope': {
        '@xmlns:soapenv': ENVELOPE,
        '@xmlns:ser': NAMESPACE,
        'soapenv:Header': '',
        'soapenv:Body': { [`ser:${name}`]: { user, password, encryption, parameters } }
      }
    }),
    expects: [500]
  })
  const parsed = xmlIn(answer.body)
  const body = parsed.ok ? elementAt(parsed.value, 'Envelope', 'Body') : undefined
  if (!isObject(body)) {
    if (answer.status === 500) throw new ReadFailure('unavailable', 'It answered 500.')
    throw new ReadFailure('unreadable', `${name} answered ${answer.status} with something that is no SOAP.`)
  }
  const result = resultIn(body, name)
  const wrong = faultIn(body) ?? textOf(elementAt(result, 'erroExecucao'))
  if (wrong === undefined) return result
  if (CREDENTIALS.test(wrong)) throw new ReadFailure('unauthorized', `${name} was refused: look at user, password and encryption, and whether the user may call the service.`)
  return undefined
}

function addressOf ({ settings: { base_url: base = PLATFORM } }: Io, path: string): string {
  if (base === PLATFORM) throw new ReadFailure('not_configured', 'base_url has to be the address of the services of G5: http(s)://host:port.')
  return base.endsWith(ROOT) && path.startsWith(`${ROOT}/`) ? base + path.slice(ROOT.length) : base + path
}

function faultIn (body: Json): string | undefined {
  const fault = elementAt(body, 'Fault')
  if (fault === undefined) return undefined
  return textOf(elementAt(fault, 'faultstring')) ?? textOf(elementAt(fault, 'Reason', 'Text')) ?? 'fault'
}

function resultIn (body: Json, name: string): Json {
  const response = elementAt(body, `${name}Response`)
  const result = elementAt(response, 'result') ?? elementAt(response, 'return') ?? response
  return isObject(result) ? result : {}
}
