import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { Person, Statement } from './history.ts'
import { newLedger, type Ledger } from './ledger.ts'
import type { Random } from './random.ts'

export interface SenderOptions {
  tenant: string
  key: string
  random: Random
  people: Person[]
  /** The API processes that are there right now; at times none. */
  urls (): string[]
  /** Statements per second; absent: as fast as they are taken. */
  perSecond?: number
  /** Requests under way at once. */
  lanes?: number
  /** No batches. */
  single?: boolean
  /** A request that is not acknowledged for so long makes the row fail. */
  patienceMs?: number
}

export interface Sending {
  ledger: Ledger
  total: number
  /** Statements acknowledged so far. */
  count (): number
  done: Promise<void>
}

const ROUTES = { hire: 'hires', change: 'changes', termination: 'terminations', leave: 'leaves', return: 'returns', upsert: 'employees' } as const
const ANSWER_MS = 15_000

/**
 * A good sender: what was not acknowledged is sent again with the same Idempotency-Key, to any process that is there, until it
 * is. The statements of one person go through one lane, so those that count from their arrival arrive in order.
 */
export function send (options: SenderOptions): Sending {
  const { tenant, people, lanes = 8, random } = options
  const ledger = newLedger(tenant)
  const agent = new Agent({ connections: lanes, pipelining: 1, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS })
  const queues = Array.from({ length: lanes }, (): Statement[] => [])
  people.forEach((person, i) => queues[i % lanes]!.push(...person.statements))
  const total = queues.reduce((sum, { length }) => sum + length, 0)
  const started = Date.now()
  let sent = 0
  const turn = async (size: number): Promise<void> => {
    sent += size
    if (options.perSecond !== undefined) await until(started + sent / options.perSecond * 1000)
  }
  const lane = async (queue: Statement[], index: number): Promise<void> => {
    const chance = random.fork(`lane ${index}`)
    queue.sort((a, b) => a.slot - b.slot)
    for (let at = 0, n = 0; at < queue.length; n++) {
      const size = options.single === true || chance.chance(0.4) ? 1 : chance.between(2, 40)
      const unit = queue.slice(at, at + size)
      at += unit.length
      await turn(unit.length)
      await deliver(options, agent, ledger, unit, `chaos-${index}-${n}`, chance)
    }
  }
  const done = Promise.all(queues.map(lane)).then(() => {}).finally(() => agent.close())
  done.catch(() => {})   // whoever awaits it hears of it
  return { ledger, total, count: () => ledger.acknowledged.length, done }
}

async function deliver (options: SenderOptions, agent: Agent, ledger: Ledger, unit: Statement[], key: string, chance: Random): Promise<void> {
  const first = await acknowledged(options, agent, ledger, unit, key, chance)
  const ids = idsIn(first)
  const acknowledgedAt = Date.now()
  unit.forEach((statement, i) => {
    const id = ids[i]
    if (id === undefined) ledger.wrongs.push(`${statement.type} of ${statement.person} was refused: ${JSON.stringify(first.items?.[i]).slice(0, 300)}`)
    else ledger.acknowledged.push({ statement, id, receivedAt: Date.parse(first.received_at!), acknowledgedAt })
  })
  if (!chance.chance(0.03)) return
  const again = idsIn(await acknowledged(options, agent, ledger, unit, key, chance))
  if (again.join() !== ids.join()) ledger.wrongs.push(`the same request was answered ${ids.join()} and then ${again.join()}`)
}

interface Answer { id?: string, received_at?: string, items?: { id?: string }[] }

const idsIn = ({ id, items }: Answer): (string | undefined)[] => items === undefined ? [id] : items.map((item) => item.id)

async function acknowledged (options: SenderOptions, agent: Agent, ledger: Ledger, unit: Statement[], key: string, chance: Random): Promise<Answer> {
  const [path, body] = requestOf(unit)
  const deadline = Date.now() + (options.patienceMs ?? 120_000)
  for (let tries = 0; ; tries++) {
    const url = options.urls()[chance.below(Math.max(1, options.urls().length))]
    const { status, text } = url === undefined ? { status: 0, text: 'nobody is there' } : await post(agent, `${url}${path}`, body, { ...options, key }, options.key)
    if (status === 202) return JSON.parse(text) as Answer
    const later = status === 0 || status === 409 || status === 429 || status >= 500
    if (!later || Date.now() > deadline) throw new Error(`a request of ${unit.length} was not acknowledged: ${status} ${text.slice(0, 500)}`)
    ledger.repeated += 1
    await pause(Math.min(1000, 20 * 2 ** Math.min(tries, 6)) * (0.5 + chance.next() / 2))
  }
}

async function post (agent: Agent, url: string, body: string, { key: idempotencyKey }: { key: string }, key: string): Promise<{ status: number, text: string }> {
  try {
    const answer = await request(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body,
      signal: AbortSignal.timeout(ANSWER_MS)
    })
    return { status: answer.statusCode, text: await answer.body.text() }
  } catch (error) {
    return { status: 0, text: (error as Error).message }
  }
}

function requestOf (unit: Statement[]): [path: string, body: string] {
  const said = unit.map(({ body, at }) => ({ ...body, ...(at !== undefined && { occurred_at: new Date(at).toISOString() }) }))
  return unit.length === 1
    ? [`/v1/${ROUTES[unit[0]!.type]}`, JSON.stringify(said[0])]
    : ['/v1/batches', JSON.stringify({ items: said.map((body, i) => ({ type: unit[i]!.type, ...body })) })]
}

async function until (at: number): Promise<void> {
  const left = at - Date.now()
  if (left > 0) await pause(left)
}
