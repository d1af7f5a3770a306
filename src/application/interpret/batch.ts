import { setImmediate as nextRound } from 'node:timers/promises'
import { employeeIdOf } from '../../domain/ids.ts'
import type { PendingMessage } from '../../postgres/record/messages.ts'
import { rememberingHashes, type Keys, type RememberingKeys } from '../../postgres/vault.ts'
import { lookUpHashes } from './holders.ts'
import type { KeptRows } from './rows.ts'
import { readRest, readRows, readWebhook, type KeptWebhook, type OpenedSource, type Read, type Said } from './statements.ts'

export type OpenSource = (id: string) => Promise<OpenedSource | undefined>

/** Messages with what they say: all that is known of them without the tenant's record. */
export interface Batch {
  read: { message: PendingMessage, reading: Read }[]
  /** Under which their people are looked up. */
  hashes: Buffer[]
  keys: RememberingKeys
  /** The tenant's, in which days were understood. */
  zone: string
}

export async function readBatch (openSource: OpenSource, base: Keys, zone: string, messages: PendingMessage[], before?: RememberingKeys): Promise<Batch> {
  const keys = rememberingHashes(base, before)
  const open = once(openSource)
  const read: Batch['read'] = []
  const hashes = new Set<Buffer>()
  for (const message of messages) {
    const reading = await readMessage(open, keys, zone, message)
    for (const { event: { who, match = {}, source } } of saidIn(reading)) {
      for (const hash of lookUpHashes(keys, match, source)) hashes.add(hash)
      for (const hash of lookUpHashes(keys, who, source)) hashes.add(hash)
    }
    read.push({ message, reading })
    await breathe()
  }
  return { read, hashes: [...hashes], keys, zone }
}

export const saidIn = (reading: Read): Said[] => reading.kind === 'said' ? reading.said : []

/** Whoever the statements would make, if they are about somebody new. */
export const newcomersIn = ({ read }: Pick<Batch, 'read'>): string[] => read.flatMap(({ reading }) => saidIn(reading).map(({ event }) => employeeIdOf(event.id)))

const utf8 = new TextDecoder()

async function readMessage (open: OpenSource, keys: Keys, zone: string, message: PendingMessage): Promise<Read> {
  if (message.source === 'api') return readRest(message, JSON.parse(utf8.decode(keys.openBytes(message.sealed))), zone)
  const source = await open(message.source)
  if (source === undefined) return { kind: 'nothing', state: 'failed', reason: 'its source was deleted' }
  const kept = keys.open<KeptRows | KeptWebhook>(message.sealed)
  return 'rows' in kept ? await readRows(message, kept, source, zone) : await readWebhook(message, kept, source, zone)
}

function once<T> (ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (id) => {
    const answer = asked.get(id) ?? ask(id)
    asked.set(id, answer)
    return answer
  }
}

/** Lets requests, answers and other tenants' deliveries have a moment between the statements of a crowd. */
export const breathe = inSteps(25, () => nextRound())

function inSteps (size: number, pause: () => Promise<unknown>): () => Promise<void> {
  let steps = 0
  return async () => { if (++steps % size === 0) await pause() }
}
