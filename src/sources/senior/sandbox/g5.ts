import Fastify from 'fastify'
import { XMLParser } from 'fast-xml-parser'

/** Lines of a table of Vetorh by column; days are dd/MM/yyyy, and what is empty is ''. */
export type TableLine = Record<string, string>

export interface G5Options {
  user: string
  password: string
  /** How the values of a line come in `valor`: one element per line, between separators, or an element each. */
  form?: 'separated' | 'elements' | 'grouped'
  separator?: string
}

export interface G5Control {
  /** Tables that can be read; a table or column that is not here is refused. */
  tables: Map<string, { columns: string[], lines: TableLine[] }>
  requests: { operation: string, table?: string, filter: string[] }[]
  /** Requests are answered with a status, `times` of them after `after` others. */
  fail (status: number, times?: number, after?: number): void
}

interface Told { user?: string, password?: string, encryption?: string, parameters?: Record<string, unknown> }

const ROOT = '/g5-senior-services/rubi_Sync'
const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, ignoreDeclaration: true, ignoreAttributes: false, attributeNamePrefix: '@' })

/** The services of the payroll module by SOAP: user and password in the body, tables by ConsultarTabelas. */
export async function startG5Sandbox (options: G5Options): Promise<{ url: string, control: G5Control, close (): Promise<void> }> {
  const { form = 'separated', separator = ';' } = options
  const app = Fastify({ forceCloseConnections: true })
  const failures: { status: number, times: number, after: number }[] = []
  const control: G5Control = { tables: new Map(), requests: [], fail: (status, times = 1, after = 0) => { failures.push({ status, times, after }) } }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => done(null, body))

  for (const [service, operation] of [['colaboradoresAdmitidos', 'ColaboradoresAdmitidos'], ['integracoes', 'ConsultarTabelas']] as const) {
    app.post(`${ROOT}com_senior_g5_rh_fp_${service}`, async (request, reply) => {
      reply.type('text/xml; charset=utf-8')
      const failure = failures.find((each) => (each.after-- <= 0) && each.times > 0)
      if (failure !== undefined) {
        failure.times -= 1
        return reply.code(failure.status).send('')
      }
      const text = String(request.body)
      const body = (parser.parse(text) as { Envelope?: { Body?: Record<string, Told> } }).Envelope?.Body
      const told = body?.[operation]
      if (told === undefined || !text.includes('"http://services.senior.com.br"')) return await reply.code(500).send(fault('Operação desconhecida'))
      if (told.user !== options.user || told.password !== options.password || told.encryption !== '0') return await reply.code(500).send(fault('Credenciais inválidas'))
      const answer = operation === 'ConsultarTabelas' ? consulted(told.parameters ?? {}) : admitted(told.parameters ?? {})
      if (answer === undefined) return await reply.code(500).send(fault('Erro ao executar a consulta'))
      return envelope(`<ns2:${operation}Response xmlns:ns2="http://services.senior.com.br"><result><erroExecucao xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>${answer}</result></ns2:${operation}Response>`)
    })
  }

  function consulted (parameters: Record<string, unknown>): string | undefined {
    const { tabela, campos, filtro } = (parameters.consulta ?? {}) as { tabela?: string, campos?: string, filtro?: Filter | Filter[] }
    const filters = filtro === undefined ? [] : Array.isArray(filtro) ? filtro : [filtro]
    control.requests.push({ operation: 'ConsultarTabelas', filter: filters.map(({ campo, condicao, valor }) => `${campo} ${condicao} ${valor}`), ...(tabela !== undefined && { table: tabela }) })
    const table = control.tables.get(tabela ?? '')
    const columns = (campos ?? '').split(',')
    if (table === undefined || [...columns, ...filters.map(({ campo }) => campo)].some((each) => !table.columns.includes(each)) || filters.some(({ condicao }) => condicao !== '=' && condicao !== '>=')) return undefined
    const lines = table.lines.filter((line) => filters.every((filter) => holds(line, filter))).map((line) => columns.map((column) => escaped(line[column] ?? '')))
    if (form === 'elements') return `<resultado>${lines.flat().map(valor).join('')}</resultado>`
    if (form === 'grouped') return lines.map((line) => `<registro>${line.map(valor).join('')}</registro>`).join('')
    return `<resultado>${lines.map((line) => valor(line.join(separator))).join('')}</resultado>`
  }

  function admitted ({ numEmp, abrTipCol, iniPer, fimPer }: Record<string, unknown>): string | undefined {
    control.requests.push({ operation: 'ColaboradoresAdmitidos', filter: [`${String(iniPer)} ${String(fimPer)}`] })
    const [from, until] = [iniPer, fimPer].map((each) => /^\d{2}\/\d{2}\/\d{4}$/.test(String(each)) ? dayOf(String(each)) : undefined)
    if (from === undefined || until === undefined) return undefined
    return (control.tables.get('R034FUN')?.lines ?? [])
      .filter((line) => (numEmp === undefined || line.NUMEMP === numEmp) && String(abrTipCol).split(',').includes(line.TIPCOL!) && dayOf(line.DATADM!) >= from && dayOf(line.DATADM!) <= until)
      .map((line) => {
        const title = control.tables.get('R024CAR')?.lines.find(({ CODCAR }) => CODCAR === line.CODCAR)?.TITCAR ?? ''
        const members = { numEmp: line.NUMEMP, codFil: line.CODFIL, numCad: line.NUMCAD, nomFun: line.NOMFUN, datAdm: line.DATADM, codCar: line.CODCAR, titCar: title, codCcu: line.CODCCU, desSit: line.SITAFA === '7' ? 'Demitido' : 'Trabalhando', datNas: line.DATNAS, numCpf: line.NUMCPF, dddTel: '', numTel: '' }
        return `<TMCSColaboradores>${Object.entries(members).map(([name, value]) => `<${name}>${escaped(value ?? '')}</${name}>`).join('')}</TMCSColaboradores>`
      }).join('')
  }

  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, control, close: () => app.close() }
}

interface Filter { campo: string, condicao: string, valor: string }

function holds (line: TableLine, { campo, condicao, valor }: Filter): boolean {
  const found = line[campo] ?? ''
  return condicao === '=' ? found === valor : dayOf(found) >= dayOf(valor)
}

/** dd/MM/yyyy as it sorts. */
const dayOf = (text: string): string => text.split('/').toReversed().join('')

const valor = (text: string): string => `<valor>${text}</valor>`
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const envelope = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${body}</S:Body></S:Envelope>`
const fault = (text: string): string => envelope(`<S:Fault><faultcode>S:Server</faultcode><faultstring>${text}</faultstring></S:Fault>`)
