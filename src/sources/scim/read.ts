import type { Incoming, Reading } from '../../domain/source.ts'
import { objectIn } from '../json.ts'

/** What passes by itself or is answered by the sender's next request: somebody is there already, is not there, or was changed meanwhile. */
const ORDINARY = /^\w+ \S+ was answered (404|409|412)\b/

/** A write that was refused at the door, with its reason. What it said is not kept: it may hold a password. */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const { refused } = parsed.value
  if (typeof refused !== 'string') return { kind: 'unreadable', reason: 'It is no refusal of this API, and nothing else is kept so.' }
  return { kind: ORDINARY.test(refused) ? 'ignored' : 'unreadable', reason: refused }
}
