import { Type } from '@sinclair/typebox'
import { defineSource, type Incoming, type Reading } from '../../domain/source.ts'
import { isObject, objectIn, shown } from '../json.ts'
import { headerOf } from '../verify/headers.ts'
import { standardWebhooks, StandardWebhooksCredentials } from '../verify/standard-webhooks.ts'
import { TYPES } from './notification.ts'

export default defineSource({
  kind: 'canonical',
  settings: Type.Object({}, { additionalProperties: false }),
  credentials: StandardWebhooksCredentials,
  options: Type.Object({}, { additionalProperties: false }),
  verify: standardWebhooks(),
  deliveryId: (incoming) => headerOf(incoming, 'webhook-id'),
  read
})

/** The words are ours already: only the envelope comes off. */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const { type: name, timestamp, data } = parsed.value
  const type = typeof name === 'string' ? TYPES.get(name) : undefined
  if (type === undefined) return { kind: 'unreadable', reason: `type ${shown(name)} is not known: one of ${[...TYPES.keys()].join(', ')}.` }
  if (!isObject(data)) return { kind: 'unreadable', reason: 'data is not an object.' }
  const told = isTold(data.occurred_at) || !isTold(timestamp) ? {} : { occurred_at: timestamp }
  return { kind: 'drafts', drafts: [{ type, body: { ...data, ...told } }] }
}

const isTold = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
