import { isoOf } from '../../domain/calendar.ts'
import { describeFailure } from '../../domain/failure-texts.ts'
import type { Language } from '../../domain/faults.ts'
import type { Caller } from '../../domain/principal.ts'
import { inWords, type Sentence } from '../../domain/sentences.ts'
import type { Me } from '../../domain/views/settings.ts'
import { listDestinations, type DestinationRow } from '../../postgres/destinations.ts'
import { destinationHealth } from '../configure/health.ts'
import type { Showing } from './showing.ts'

type Destination = Me['destinations'][number]

const PAUSED: Sentence = ['Paused by its owner since {at}.', 'Pausado pelo responsável desde {at}.']
const PARKED: Sentence = ['It throttles or is out of order: tried again at {at}.', 'Limita as chamadas ou está fora de operação: nova tentativa em {at}.']
const STOPPED: Sentence = ['Stopped since {at}. {failure} {said}', 'Parado desde {at}. {failure} Detalhe: {said}']
const FAILURES: Sentence = ['{count} failures in a row.', '{count} falhas seguidas.']

/** How each destination is doing, in the reader's language. */
export async function healthOfDestinations ({ pool, now }: Showing, { tenant, language }: Caller): Promise<Me['destinations']> {
  const rows = new Map((await listDestinations(pool, tenant)).map((row) => [row.name, row]))
  return (await destinationHealth({ pool, now }, tenant)).map(({ detail: _, ...health }) => {
    const row = rows.get(health.name)
    const detail = row && detailOf(health.state, row, language)
    return { ...health, health: healthOf(health, row), ...(detail !== undefined && { detail }) }
  })
}

/** What its owner has to look at: calls that fail, and people who were given up. */
function healthOf ({ state, failed }: Pick<Destination, 'state' | 'failed'>, row: DestinationRow | undefined): Destination['health'] {
  if (state !== 'ok' && state !== 'idle') return state
  return failed > 0 || (row?.failures ?? 0) > 0 ? 'failing' : 'ok'
}

function detailOf (state: Destination['state'], { paused_at: pausedAt, stopped, parked_until: parkedUntil, failures }: DestinationRow, language: Language): string | undefined {
  if (state === 'paused' && pausedAt !== null) return inWords(PAUSED, language, { at: isoOf(pausedAt) })
  if (state === 'stopped' && stopped !== null) {
    return inWords(STOPPED, language, { at: isoOf(stopped.at), failure: describeFailure(stopped.code, language), said: stopped.detail })
  }
  if (state === 'parked' && parkedUntil !== null) return inWords(PARKED, language, { at: isoOf(parkedUntil) })
  return failures > 0 ? inWords(FAILURES, language, { count: failures }) : undefined
}
