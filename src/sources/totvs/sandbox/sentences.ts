import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import type { FastifyInstance } from 'fastify'
import { refuse, type Contract, type SandboxControl, type SandboxOptions } from './index.ts'

export const SENTENCE = { code: 'CRACHA.FUNC', company: '0', system: 'P' }
const ACTION = 'http://www.totvs.com/IwsConsultaSQL/RealizarConsultaSQL'
const ERROR = '===========================\nErro: a sentenca nao foi encontrada.\n==========================='

const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false })
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' })

/** The sentence that a customer registered, by REST and by SOAP: all rows at once, since DESDE when that is given. */
export function serveSentences (app: FastifyInstance, { quotedAction = true }: SandboxOptions, control: SandboxControl): void {
  const answer = (code: string, company: string, system: string, parameters: string): Record<string, string | number | null>[] | undefined => {
    if (code !== SENTENCE.code || company !== SENTENCE.company || system !== SENTENCE.system) return undefined
    const given = new Map(parameters.split(';').filter((each) => each !== '').map((each) => each.split('=') as [string, string]))
    const since = given.get('DESDE')
    if (since !== undefined && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(since)) return undefined
    // The database keeps the time of São Paulo.
    return [...control.contracts.values()].filter(({ modified }) => since === undefined || local(modified) >= since).map(asRow)
  }

  app.get('/api/framework/v1/consultaSQLServer/RealizaConsulta/:code/:company/:system', async (request, reply) => {
    const { code, company, system } = request.params as Record<'code' | 'company' | 'system', string>
    const rows = answer(code, company, system, new URL(request.url, 'http://sandbox').searchParams.get('parameters') ?? '')
    return rows ?? refuse(reply, 400, 'The sentence was not found.')
  })

  app.post('/wsConsultaSQL/IwsConsultaSQL', async (request, reply) => {
    if (request.headers.soapaction !== (quotedAction ? `"${ACTION}"` : ACTION)) return reply.code(202).send('')
    if (!/^text\/xml/.test(request.headers['content-type'] ?? '')) return reply.code(415).send('')
    const call = (parser.parse(String(request.body)) as Record<string, any>).Envelope?.Body?.RealizarConsultaSQL
    const rows = answer(call?.codSentenca, call?.codColigada, call?.codSistema, call?.parameters ?? '')
    // A column that is null is not there.
    const result = rows === undefined ? ERROR : builder.build({ NewDataSet: { Resultado: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))) } })
    return reply.type('text/xml; charset=utf-8').send(builder.build({
      's:Envelope': {
        '@xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/',
        's:Body': { RealizarConsultaSQLResponse: { '@xmlns': 'http://www.totvs.com/', RealizarConsultaSQLResult: result } }
      }
    }))
  })
}

const local = (at: string): string => new Date(Date.parse(at) - 3 * 3_600_000).toISOString().slice(0, 19)

const asRow = (each: Contract) => ({
  CODCOLIGADA: Number(each.company),
  CHAPA: each.code,
  NOME: each.name,
  CPF: each.cpf,
  EMAIL: each.email,
  FUNCAO: each.title,
  SECAO: each.department,
  DATAADMISSAO: `${each.hired}T00:00:00`,
  DATADEMISSAO: each.dismissed === null ? null : `${each.dismissed}T00:00:00`,
  CODSITUACAO: each.situation,
  CHAPAORIGEM: each.former ?? null
})
