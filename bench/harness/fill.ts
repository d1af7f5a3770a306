import { Agent, request } from 'undici'
import type { Client } from 'pg'
import { changeOf, hireOf } from './people.ts'
import type { Product } from './product.ts'
import type { BenchTenant } from './tenant.ts'
import { until } from './until.ts'

const BATCH = 500
const AT_ONCE = 4

export interface Filling { says: 'hire' | 'change', from: number, count: number, round?: number }

/** Posts statements in batches of 500, as a first load does; resolves when all are stored. */
export async function postBatches ({ url }: Pick<Product, 'url'>, { key }: Pick<BenchTenant, 'key'>, { says, from, count, round = 0 }: Filling): Promise<void> {
  const dispatcher = new Agent({ connections: AT_ONCE })
  let next = from
  const post = async () => {
    while (next < from + count) {
      const first = next
      next += BATCH
      const items = Array.from({ length: Math.min(BATCH, from + count - first) }, (_, i) => ({ type: says, ...(says === 'hire' ? hireOf(first + i) : changeOf(first + i, round)) }))
      const answer = await request(`${url}/v1/batches`, {
        method: 'POST', dispatcher, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ items })
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 202 || !text.includes(`"accepted":${items.length},`)) throw new Error(`a batch was answered with ${answer.statusCode}: ${text.slice(0, 300)}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, post))
  } finally {
    await dispatcher.close()
  }
}

/** Messages that wait to be interpreted. */
export async function pendingIn (client: Client): Promise<number> {
  const { rows } = await client.query('SELECT count(*)::int AS count FROM pending')
  return rows[0].count
}

export const interpreted = (client: Client): Promise<void> =>
  until('all messages are interpreted', async () => await pendingIn(client) === 0, 3_600_000, 100)

/** What became of all events: worth a look before a number is believed. */
export async function fatesIn (client: Client): Promise<Record<string, number>> {
  const { rows } = await client.query('SELECT status, count(*)::int AS count FROM event GROUP BY status')
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}
