import type { Language } from './faults.ts'
import { inWords, type Sentence } from './sentences.ts'
import type { RunNotice, RunView } from './views/run.ts'

const TITLES: Record<'complete' | 'failed' | 'stopped', Sentence> = {
  complete: ['{source}: read completely, {people_read} people, {events_made} events.', '{source}: leitura completa, {people_read} pessoas, {events_made} eventos.'],
  failed: ['{source}: the read failed after {people_read} people ({code}). Nobody is ended by it.', '{source}: a leitura falhou após {people_read} pessoas ({code}). Ninguém é desligado por ela.'],
  stopped: ['{source}: the read was stopped after {people_read} people. Nobody is ended by it.', '{source}: a leitura foi interrompida após {people_read} pessoas. Ninguém é desligado por ela.']
}

/** How a run ended, in one sentence. */
export function titleOfRun (run: RunView, source: string, language: Language): string {
  const sentence = TITLES[run.status as keyof typeof TITLES] ?? TITLES.failed
  return inWords(sentence, language, { source, people_read: run.people_read, events_made: run.events_made, code: run.error?.code ?? '' })
}

const LINES: [keyof RunView, Sentence][] = [
  ['people_read', ['People read', 'Pessoas lidas']],
  ['people_total', ['Of, as the system says', 'De, conforme o sistema']],
  ['events_made', ['Events made', 'Eventos gerados']],
  ['endings', ['Of them endings', 'Deles, desligamentos']],
  ['held', ['Waiting for a decision', 'Aguardando decisão']],
  ['unclear', ['Not understood', 'Não entendidos']],
  ['left_out', ['Left out by the options', 'Deixados de fora pelas opções']],
  ['missing', ['Not listed any more', 'Não constam mais']],
  ['pages', ['Pages', 'Páginas']],
  ['calls', ['Calls', 'Chamadas']]
]

/** The mail about the end of a run: numbers and the name of the source, nobody's data. */
export function mailOfRun ({ data }: RunNotice, language: Language): { subject: string, text: string } {
  const lines = LINES.flatMap(([name, label]) => data[name] === undefined || data[name] === null ? [] : [`${inWords(label, language)}: ${String(data[name])}`])
  const trouble = data.error === null ? [] : ['', `${data.error.code}: ${data.error.detail}`]
  return { subject: data.title, text: [data.title, '', ...lines, ...trouble, '', data.link].join('\n') }
}

/** Whether a mail is worth its reader's time: everything but a look at changes of which there were none. */
export const isNews = ({ data }: RunNotice): boolean => data.what === 'everybody' || data.status !== 'complete' || data.events_made > 0 || data.unclear > 0
