// The usual generator, autocannon, beside our own: it takes more of the machine for itself, so the fastest look slower in it.
import autocannon from 'autocannon'
import { answering } from '../harness/child.ts'
import { hireOf, numberOf } from '../harness/people.ts'
import type { Measured } from './closed.ts'
import type { Asking } from './requests.ts'

export type UsualGenerator = { closed: [Asking & { connections: number, forMs: number }, Measured] }

answering<UsualGenerator>({
  async closed ({ port, path, key, from, connections, forMs }) {
    let next = from
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const { requests, latency, duration, '2xx': good, non2xx } = await autocannon({
      url: `http://127.0.0.1:${port}${path}`,
      connections,
      duration: forMs / 1000,
      requests: [{
        method: 'POST',
        headers,
        setupRequest: (request) => {
          const n = next++
          return { ...request, headers: { ...headers, 'idempotency-key': `"usual-${numberOf(n)}"` }, body: JSON.stringify(hireOf(n)) }
        }
      }]
    })
    return {
      answered: good + non2xx, refused: non2xx, seconds: duration, perSecond: requests.total / duration, p50: latency.p50, p95: latency.p97_5, p99: latency.p99, max: latency.max
    }
  }
})
