import type { Standing } from '../../domain/reading.ts'
import { dateFrom } from '../dates.ts'
import { isObject, type Json } from '../json.ts'
import { meaning, wordKey } from '../mapping/lookup.ts'
import type { Options } from './settings.ts'
import { firstOf, wordAt, wordIn } from './wire.ts'

/** A contract by company and number; `listed`: as ConsultarListaPorDemanda has it; `asked_as`: among whom it was listed. */
export interface Found { company: string, number: string, listed?: Json, asked_as?: 'ended' | 'employed' }

export interface Contract extends Record<string, unknown> { company: string, number: string, listed?: Json, contract?: Json, person?: Json, managers?: Json[], rescission?: Json }

/** The names of the types of situation, wordings of the same, and their numbers: which of 1 to 4 is which nobody says. */
export const STATUSES: Record<string, Standing> = {
  'Atividade normal': 'active',
  'Em atividade': 'active',
  Ativo: 'active',
  Férias: 'active',
  Recesso: 'active',
  Afastamento: 'away',
  Afastado: 'away',
  Rescisão: 'ended',
  Rescindido: 'ended',
  Demitido: 'ended',
  Desligado: 'ended',
  transferred: 'transferred',
  1: 'active',
  2: 'active',
  3: 'active',
  4: 'active',
  5: 'ended'
}

/** Types of admission by which a contract follows another one: 2 to 4 and 7 transfers and succession, 6 another CPF. */
const FOLLOWS = [2, 3, 4, 6, 7]

/** Where an item says whom it is about. */
const NAMED = ['', 'DadosGeraisDoContrato.', 'DadosGerais.']
export const NUMBER = NAMED.map((place) => `${place}Matricula`)
export const COMPANY = NAMED.flatMap((place) => [`${place}Empresa.Codigo`, `${place}CodigoDaEmpresa`])
export const PERSON_ID = NAMED.flatMap((place) => [`${place}PessoaId`, `${place}Pessoa.PessoaId`])

export const keyOf = ({ company, number }: { company: string, number: string }): string => `${company}:${number}`

/** CodigoDaEmpresa:Matricula, split at the first colon: a number is whatever the customer made it. */
export function foundIn (id: string): Found | undefined {
  const [, company, number] = /^(\d{1,9}):(.{1,100})$/s.exec(id) ?? []
  return company === undefined || number === undefined ? undefined : { company, number }
}

/** Whom an item is about; the company that was asked for is it unless the item says another one. */
export function foundOf (item: Json, asked: string): Found | undefined {
  const number = wordIn(item, NUMBER)
  const own = wordIn(item, COMPANY)
  return number === undefined ? undefined : { company: own !== undefined && /^\d{1,9}$/.test(own) ? String(Number(own)) : asked, number }
}

const SITUATION = ['SituacaoDoColaborador', 'Situacao', 'SituacaoAtual', 'TipoDeSituacao']
const within = (names: string[]): string[] => NAMED.flatMap((place) => names.map((name) => place + name))

/** Where each part of a record may have what: the contract, the item of the list, the person. */
export const partsOf = ({ contract, listed, person }: Json): Json[] => [contract, listed, person].filter(isObject)

/** Code and wording of the situation; undefined: none is named. */
export function situationOf (record: Json): { code?: string, wording?: string } | undefined {
  for (const part of partsOf(record)) {
    for (const place of within(SITUATION)) {
      const code = wordAt(part, `${place}.Codigo`) ?? wordAt(part, `${place}.Valor`)
      const wording = wordAt(part, `${place}.Descricao`) ?? wordAt(part, place)
      if (code !== undefined || wording !== undefined) return { ...(code !== undefined && { code }), ...(wording !== undefined && { wording }) }
    }
  }
}

/** A list that was asked for whoever has left, or for whoever has not, says that much where no situation is named. */
const ASKED_AS: Record<string, string> = { ended: '5', employed: 'Atividade normal' }

/** The wording or the code, whichever is translated, the owner's table before the known one; what is there where neither is. */
export function statusOf (record: Json, { statuses: own }: Options): string | undefined {
  const { wording, code } = situationOf(record) ?? {}
  const words = [wording, code].filter((each) => each !== undefined)
  return words.find((each) => meaning<string>(each, own) !== undefined) ?? words.find((each) => meaning<string>(each, STATUSES) !== undefined) ?? words[0] ?? ASKED_AS[String(record.asked_as)]
}

/** Whether a contract is said to have ended. */
export function endsIn (record: Json, options: Options): boolean {
  const status = statusOf(record, options)
  return status !== undefined && meaning<string>(status, options.statuses, STATUSES) === 'ended'
}

/** Whether a contract goes on for another one of the same person. */
export function follows (record: Json, options: Options): boolean {
  const type = firstWord(record, within(['TipoDeAdmissao.Codigo', 'TipoDeAdmissao.Valor', 'TipoDeAdmissao', 'TipoAdmissao.Codigo', 'TipoAdmissao.Valor', 'TipoAdmissao']))
  return type !== undefined && (options.transfer_types ?? FOLLOWS).includes(Number(type)) && !endsIn(record, options)
}

const PERSON = ['Pessoa.', '', 'Colaborador.', 'Colaborador.Pessoa.'].flatMap((place) => ['DadosPessoaisFicha.', 'DadosPessoais.', ''].map((more) => place + more))

export const ofPerson = (names: string[]): string[] => names.flatMap((name) => PERSON.map((place) => place + name))

export const CPF = ofPerson(['CpfCnpj', 'Cpf', 'CPF'])

export const cpfOf = (record: Json): string | undefined => firstWord(record, CPF)

export const ENDED = within(['DataRescisao', 'DataDaRescisao', 'DataDeRescisao', 'DataDesligamento', 'DataDoDesligamento'])
const SINCE = [...ENDED, ...within(['DataInicioSituacaoAtual', 'DataInicioDaSituacaoAtual', 'DataDeInicioDaSituacaoAtual'])]
export const REASON = ['MotivoDaRescisao', 'MotivoDeRescisao', 'MotivoRescisao', 'MotivoDesligamento', 'MotivoDeDesligamento']
  .flatMap((name) => ['Rescisao.', 'DadosGeraisDoContrato.', 'DadosGerais.', ''].flatMap((place) => [`${place}${name}.Descricao`, `${place}${name}`]))

/** Since when the situation is what it is. */
export const sinceIn = (record: Json): string | undefined => dateOf(firstWord(record, SINCE))

/** Why a contract ended, as the contract, the list or the person has it. */
export const reasonIn = (record: Json): unknown => firstOf(partsOf(record), REASON)

/** The day of a text that is one. */
export function dateOf (text: string | undefined): string | undefined {
  const date = text === undefined ? undefined : dateFrom(text)
  return date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined
}

/** Whether the owner says that an ending for this reason is a transfer. */
export const movedBy = (reason: unknown, { transfer_reasons: own = [] }: Options): boolean =>
  typeof reason === 'string' && own.some((each) => wordKey(each) === wordKey(reason))

function firstWord (record: Json, paths: readonly string[]): string | undefined {
  const found = firstOf(partsOf(record), paths)
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
}
