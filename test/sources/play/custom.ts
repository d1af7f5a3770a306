import { createHmac } from 'node:crypto'
import { startCustomSandbox, type Ficha, type SandboxOptions } from '../../../src/sources/custom/sandbox/index.ts'
import type { Notice, Play } from './play.ts'

const SECRET = 'a long secret of the webhook of Quimera'
const FULL = { record_path: 'dados', event_path: 'aviso.tipo', delivery_id_path: 'aviso.numero' }

const MAPPING = {
  first_name: 'pessoa.nome',
  last_name: 'pessoa.sobrenome',
  full_name: [],
  cpf: 'pessoa.cpf',
  work_email: 'pessoa.contatos.correio',
  employee_number: { expression: '$string(chave)' },
  job_title: 'vinculo.funcao.titulo',
  department: 'vinculo.setor',
  status: 'vinculo.situacao',
  hire_date: 'vinculo.entrada',
  manager_source_id: 'vinculo.chefe',
  termination_date: 'saida.dia',
  termination_reason: 'saida.motivo'
}
const OPTIONS = { id_path: 'chave', mapping: MAPPING, statuses: { ATIVA: 'active', DESLIGADA: 'ended' }, reasons: { PEDIDO: 'voluntary' } }

/** What one set-up differs in from another. */
interface SetUp { sandbox: SandboxOptions, settings: object, credentials: object, options?: object, prove (body: string): Record<string, string>, notice: 'thin' | 'full', path?: string }

export function play ({ sandbox, settings, credentials, options, prove, notice, path = '/rh/fichas' }: SetUp): Play {
  return {
    kind: 'custom',
    async start () {
      const { url, control, close } = await startCustomSandbox(sandbox)
      const touch = (id: string) => { control.people.get(id)!.tocada = Date.now() }
      const change = (id: string, fields: Partial<Ficha>) => {
        Object.assign(control.people.get(id)!, fields)
        touch(id)
      }
      let sent = 0
      const told = (tipo: string, id: string): string => {
        const { cpf, correio, nome, sobrenome, cargo, setor, chefe, entrada, saida, situacao } = control.people.get(id)!
        const day = (text: string) => text.split('-').reverse().join('/')
        return JSON.stringify({
          aviso: { tipo, numero: sent++ },
          dados: notice === 'thin' ? { chave: Number(id) } : { chave: Number(id), pessoa: { nome, sobrenome, cpf, contatos: { correio } }, vinculo: { situacao, entrada: day(entrada), funcao: { titulo: cargo }, setor, chefe }, ...saida !== null && { saida: { dia: day(saida.dia), motivo: saida.motivo } } }
        })
      }
      const posted = (body: string, headers: Record<string, string>): Notice => ({ headers: { 'content-type': 'application/json', ...headers }, body })
      return {
        source: {
          settings: { base_url: `${url}/rh`, requests_per_second: 500, ...sandbox.auth.by === 'oauth' && { token_url: `${url}/token` }, one: { path: '/fichas/{id}', record_path: 'ficha' }, ...settings },
          credentials,
          options: { ...OPTIONS, ...FULL, events: notice === 'thin' ? { ADMISSAO: 'look', EDICAO: 'look', SAIDA: 'look' } : { ADMISSAO: 'hire', EDICAO: 'upsert', SAIDA: 'termination' }, ...options }
        },
        hire ({ id, cpf, email, first, last, title, department, hired, manager }) {
          control.people.set(id, { chave: id, cpf, correio: email, nome: first, sobrenome: last, cargo: title, setor: department, chefe: manager ?? null, entrada: hired, saida: null, situacao: 'ATIVA', tocada: Date.now() })
        },
        change (id, { title, department, email }) {
          change(id, { ...title !== undefined && { cargo: title }, ...department !== undefined && { setor: department }, ...email !== undefined && { correio: email } })
        },
        terminate: (id, dia) => change(id, { saida: { dia, motivo: 'PEDIDO' }, ...dia <= new Date().toISOString().slice(0, 10) && { situacao: 'DESLIGADA' } }),
        rehire: (id, date) => change(id, { saida: null, situacao: 'ATIVA', entrada: date }),
        puzzle: (id) => change(id, { situacao: 'HIBERNANDO' }),
        vanish (id) { control.people.delete(id) },
        notify (what, id) {
          const body = told({ hire: 'ADMISSAO', change: 'EDICAO', termination: 'SAIDA' }[what], id)
          return posted(body, prove(body))
        },
        forge: (id) => posted(told('EDICAO', id), prove('something else')),
        fail: (status, times, after) => control.fail(path, status, times, after),
        reads: () => control.requests.filter(({ path: each }) => each.startsWith(path)).length,
        close
      }
    }
  }
}

const hmac = (body: string) => ({ 'x-quimera': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}` })
const HMAC = { verify: 'hmac', secret: SECRET, header: 'x-quimera', prefix: 'sha256=' }

/** Numbered pages that say whether there are more, a key in a header, and messages that are believed. */
export const custom: Play = play({
  sandbox: { auth: { by: 'header', name: 'x-chave', value: 'a key' }, paging: { style: 'page', first: 1, says: 'more' } },
  settings: {
    auth: 'header', auth_header: 'X-Chave', list: { path: '/fichas', items_path: 'fichas' }, paging: { style: 'page', page_name: 'folha', size_name: 'por_folha', size: 2, has_next_path: 'tem_mais' }, changes: { parameter: 'tocada_desde', format: 'epoch_ms' }
  },
  credentials: { key: 'a key', webhook: HMAC },
  prove: hmac,
  notice: 'full'
})

/** Cursors, OAuth, and messages that say about whom. */
export const customCursor: Play = play({
  sandbox: { auth: { by: 'oauth', clientId: 'client', clientSecret: 'a secret', scope: 'fichas:ler' }, paging: { style: 'cursor' }, days: 'epoch_ms' },
  settings: { auth: 'oauth', scope: 'fichas:ler', list: { path: '/fichas', items_path: 'fichas' }, paging: { style: 'cursor', cursor_name: 'marca', cursor_path: 'proxima_marca', size_name: 'por_folha', size: 1 } },
  credentials: { client_id: 'client', client_secret: 'a secret', webhook: { secret: SECRET } },
  options: { dates: 'epoch_ms' },
  prove: (body) => ({ 'x-webhook-secret': body === 'something else' ? body : SECRET }),
  notice: 'thin'
})

/** XML in offsets, Basic authentication. */
export const customXml: Play = play({
  sandbox: { auth: { by: 'basic', username: 'cracha', password: 'a password' }, paging: { style: 'offset' }, form: 'xml' },
  settings: { auth: 'basic', headers: { accept: 'application/xml' }, list: { path: '/fichas', items_path: 'resposta.fichas.ficha' }, paging: { style: 'offset', offset_name: 'pular', total_path: 'resposta.total' } },
  credentials: { username: 'cracha', password: 'a password', webhook: { verify: 'basic', username: 'quimera', password: SECRET } },
  prove: (body) => ({ authorization: `Basic ${Buffer.from(`quimera:${body === 'something else' ? body : SECRET}`).toString('base64')}` }),
  notice: 'thin'
})
