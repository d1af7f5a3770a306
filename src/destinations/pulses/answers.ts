import type { Answer } from '../../domain/destination.ts'
import type { Class as Common } from '../accounts/exchange.ts'
import { envelopeIn, type Envelope } from './envelope.ts'

/** Refusals whose meaning is known. */
export type Refusal =
  | 'duplicate' | 'leader_not_found' | 'leader_below' | 'own_leader' | 'has_reports' | 'resignation_pair' | 'not_found' | 'unrecognised'

export type Class = Common | Refusal

interface Row {
  status?: [from: number, to: number]
  /** Of the body: what it says; absent: JSON without a code; no_json: no envelope at all. */
  code?: '1' | 'other' | 'absent' | 'no_json'
  /** Part of the message: lower case, without spaces and accents. */
  says?: string
  is: Class
}

/** The vendor documents messages and no statuses. The first row that fits says what an answer is; nothing else here decides by text. */
const TABLE: Row[] = [
  { status: [401, 401], is: 'unauthorized' },
  { status: [403, 403], is: 'unauthorized' },
  { status: [408, 408], is: 'throttled' },
  { status: [429, 429], is: 'throttled' },
  { status: [503, 503], is: 'throttled' },
  { status: [500, 599], is: 'broken' },
  { status: [300, 399], is: 'redirected' },
  { status: [200, 299], code: '1', is: 'ok' },
  { status: [200, 299], code: 'no_json', is: 'not_json' },
  { status: [404, 404], code: 'no_json', is: 'nowhere' },
  { code: '1', is: 'contradictory' },
  { says: 'socialsecuritynumberisalreadybeingused', is: 'duplicate' },
  { says: 'leadernotfound', is: 'leader_not_found' },
  { says: 'becausehehasled', is: 'has_reports' },
  { says: 'assignaleaderfromthehierarchybelow', is: 'leader_below' },
  { says: 'notallowedtobeleadersofthemselves', is: 'own_leader' },
  { says: '(resignation_reason)forpassada,enecessariopassaradata', is: 'resignation_pair' },
  { says: '(resignation_date),enecessariopassaromotivo', is: 'resignation_pair' },
  { says: 'noemployeefound', is: 'not_found' },
  { says: 'nogroupfound', is: 'not_found' },
  { status: [404, 404], is: 'not_found' },
  { status: [200, 299], code: 'absent', is: 'not_json' },
  { is: 'unrecognised' }
]

export const classOf = ({ status, body }: Pick<Answer, 'status' | 'body'>): Class => classified(status, envelopeIn(body))

export function classified (status: number, envelope: Envelope | undefined): Class {
  const code = envelope === undefined ? 'no_json' : envelope.code === undefined ? 'absent' : envelope.code === '1' ? '1' : 'other'
  const message = normalised(envelope?.message ?? '')
  const row = TABLE.find((each) => (each.status === undefined || (status >= each.status[0] && status <= each.status[1])) &&
    (each.code === undefined || each.code === code) && (each.says === undefined || message.includes(each.says)))
  return row?.is ?? 'unrecognised'
}

const normalised = (message: string): string => message.normalize('NFD').replace(/\p{M}|\s/gu, '').toLowerCase()
