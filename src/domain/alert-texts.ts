import type { Alert, AlertKind, Cause, Telling } from './alert.ts'
import { isoOf } from './calendar.ts'
import { describeFailure } from './failure-texts.ts'
import type { Language } from './faults.ts'
import type { HoldReason } from './outcome.ts'
import { inWords, type Sentence } from './sentences.ts'

/** One sentence for each kind. `{at}` is the destination, when there is one. */
const TITLES: Record<AlertKind, Sentence> = {
  held: ['{people} {at} waiting for an answer: {why}.', '{people} {at} aguardando uma resposta: {why}.'],
  brake: ['The brake holds {people}: {why}.', 'O freio segura {people}: {why}.'],
  failed: ['{people} given up {at} ({code}).', '{people} sem solução {at} ({code}).'],
  termination_failed: ['Should have left and still has an account {at}: {people} ({code}).', 'Já deveria ter saído e ainda tem conta {at}: {people} ({code}).'],
  message_failed: ['{messages} of the source {source} could not be read.', '{messages} da fonte {source} não puderam ser lidas.'],
  destination_stopped: ['The destination {destination} has stopped and needs a person, mostly new credentials ({code}).', 'O destino {destination} parou e precisa de alguém, em geral de novas credenciais ({code}).'],
  destination_unwell: ['The destination {destination} has been out of order, or throttling, for a while ({code}).', 'O destino {destination} está fora de operação, ou limitando chamadas, há algum tempo ({code}).'],
  source_silent: ['Nothing was heard from the source {source} for more than {hours} h.', 'Nada foi recebido da fonte {source} há mais de {hours} h.'],
  source_unread: ['The source {source} cannot be read ({code}).', 'A fonte {source} não pode ser lida ({code}).'],
  worker_stalled: ['No worker takes what is due: {why}.', 'Nenhum worker executa o que está pendente: {why}.'],
  internal: ['Crachá itself stumbles over {things}: the fault is ours.', 'O próprio Crachá falha com {things}: a falha é nossa.'],
  alerts_undelivered: ['Alerts do not reach the alert_url ({code}).', 'Os alertas não chegam à alert_url ({code}).']
}

/** Why somebody waits, as a phrase. */
const REASONS: Record<HoldReason, Sentence> = {
  has_reports: ['they lead people there', 'lideram pessoas lá'],
  unknown_value: ['a title or group that the destination does not have', 'um cargo ou grupo que o destino não tem'],
  separator_in_name: ['a name that the destination would cut in two', 'um nome que o destino cortaria em dois'],
  identity_conflict: ['whom the identifiers mean', 'a quem os identificadores se referem'],
  rehire: ['an account there that has ended', 'uma conta lá que já foi encerrada'],
  brake: ['more than the brake allows', 'mais do que o freio permite'],
  protected: ['protected people', 'pessoas protegidas'],
  unknown_person: ['nobody said a hire, and they are not there', 'ninguém informou a admissão, e não estão lá'],
  missing_required: ['something required is missing or cannot be used', 'algo obrigatório falta ou não pode ser usado'],
  reason_missing: ['why the contract ends', 'o motivo do desligamento'],
  clear: ['a text that HR emptied', 'um texto que o RH esvaziou'],
  refused_value: ['a value that the destination refuses', 'um valor que o destino recusa'],
  unconfirmed: ['a value that the destination accepts and does not keep', 'um valor que o destino aceita e não guarda'],
  gone: ['an account that is not found any more', 'uma conta que não é mais encontrada']
}

/** What a code stands for, where it is not a failure's. */
const CODES: Record<string, Sentence> = {
  endings: ['more endings than it allows', 'mais desligamentos do que ele permite'],
  rekeys: ['more changes of number, e-mail or manager than it allows', 'mais trocas de matrícula, e-mail ou gestor do que ele permite'],
  hires: ['more hires than it allows', 'mais admissões do que ele permite'],
  deliver: ['people wait at destinations that could be called', 'pessoas aguardam em destinos que poderiam ser chamados'],
  interpret: ['messages wait to be interpreted', 'mensagens aguardam interpretação']
}

const ENDING: Sentence = ['Should have left and still has an account {at}, waiting for an answer: {people} ({why}).', 'Já deveria ter saído e ainda tem conta {at}, aguardando uma resposta: {people} ({why}).']
const AT: Sentence = ['at {destination}', 'em {destination}']
const CLEARED: Sentence = ['All clear. It was: {title}', 'Resolvido. Era: {title}']

/** One sentence in the reader's words. */
export function titleOf ({ kind, about, count }: Pick<Cause, 'kind' | 'about' | 'count'>, language: Language, type?: Telling): string {
  const { destination, source, reason, code, hours } = about
  const phrase = reason !== undefined && reason !== 'brake' ? REASONS[reason as HoldReason] : CODES[code ?? ''] ?? REASONS.brake
  const title = inWords(kind === 'held' && code === 'ending' ? ENDING : TITLES[kind], language, {
    destination,
    source,
    code,
    hours,
    at: destination === undefined ? '' : inWords(AT, language, { destination }),
    why: inWords(phrase, language),
    people: counted(count, language, ['person', 'people'], ['pessoa', 'pessoas']),
    messages: counted(count, language, ['message', 'messages'], ['mensagem', 'mensagens']),
    things: code === 'interpret' ? counted(count, language, ['message', 'messages'], ['mensagem', 'mensagens']) : counted(count, language, ['person', 'people'], ['pessoa', 'pessoas'])
  })
  return type === 'alert.cleared' ? inWords(CLEARED, language, { title }) : title
}

/** What failed and who does what next, where a failure is what it is about. */
function detailOf ({ kind, about: { code } }: Pick<Cause, 'kind' | 'about'>, language: Language): string | undefined {
  return code !== undefined && FAILURES.has(kind) ? describeFailure(code, language) : undefined
}

const FAILURES: ReadonlySet<AlertKind> = new Set(['failed', 'termination_failed', 'destination_stopped'])

function counted (count: number, language: Language, [one, many]: [string, string], [um, muitos]: [string, string]): string {
  return `${count} ${language === 'pt-BR' ? count === 1 ? um : muitos : count === 1 ? one : many}`
}

/** An alert as it is shown and told. Nothing personal: ids, names that owners gave, codes and counts. */
export function describeAlert (alert: Alert, { publicUrl, language, type }: { publicUrl: string, language: Language, type?: Telling }) {
  const { destination, source, reason, code } = alert.about
  const detail = detailOf(alert, language)
  return {
    id: alert.id,
    tenant: alert.tenant,
    kind: alert.kind,
    severity: alert.severity,
    title: titleOf(alert, language, type),
    ...(detail !== undefined && { detail }),
    ...(destination !== undefined && { destination }),
    ...(source !== undefined && { source }),
    ...(reason !== undefined && { reason }),
    ...(code !== undefined && { code }),
    count: alert.count,
    first_at: isoOf(alert.firstAt),
    last_at: isoOf(alert.lastAt),
    link: publicUrl + listOf(alert)
  }
}

/** The list that shows what an alert is about, below the address of the instance. */
function listOf ({ tenant, kind, about: { destination, source, reason, cause, status } }: Pick<Alert, 'tenant' | 'kind' | 'about'>): string {
  const list = (path: string, filters: Record<string, string | undefined>) => {
    const given = Object.entries(filters).filter((each): each is [string, string] => each[1] !== undefined)
    return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
  }
  switch (kind) {
    case 'held': case 'brake': return list('/v1/holds', { status: 'open', reason, destination, cause })
    case 'failed': case 'termination_failed': return list('/v1/events', { status, destination })
    case 'message_failed': return list('/v1/messages', { status: 'failed', source })
    case 'destination_stopped': case 'destination_unwell': return `/v1/tenants/${tenant}/destinations/${destination}`
    case 'source_silent': return `/v1/tenants/${tenant}/sources/${source}`
    case 'source_unread': return `/v1/tenants/${tenant}/sources/${source}/runs`
    case 'worker_stalled': return '/readyz'
    case 'internal': return destination === undefined ? list('/v1/messages', { status: 'pending' }) : list('/v1/events', { status: 'retrying', destination })
    case 'alerts_undelivered': return `/v1/tenants/${tenant}`
  }
}
