// The bare loop: undici, the calls that the product made, as many at once, and nothing else.
import { Agent, request } from 'undici'
import { answering } from '../harness/child.ts'
import type { Recorded, Samples } from '../receiver.ts'

export type Loop = {
  /** `reads`: how many calls go before each write, as the product made them. */
  run: [{ port: number, concurrency: number, people: number, reads: number, samples: Samples }, { perSecond: number, calls: number }]
}

const HEADERS = { authorization: 'token', accept: 'application/json' }
const WRITING = { ...HEADERS, 'content-type': 'application/json' }

answering<Loop>({
  async run ({ port, concurrency, people, reads: each, samples: { reads, writes } }) {
    const dispatcher = new Agent({ connections: concurrency, pipelining: 1 })
    const call = async ({ method, path, body }: Recorded) => {
      const answer = await request(`http://127.0.0.1:${port}${path}`, { method: method as 'GET', dispatcher, headers: body === '' ? HEADERS : WRITING, body: body === '' ? null : body })
      JSON.parse(await answer.body.text())
    }
    let next = 0
    const began = performance.now()
    await Promise.all(Array.from({ length: concurrency }, async () => {
      for (let n = next++; n < people; n = next++) {
        for (let i = 0; i < each; i++) await call(reads[(n * each + i) % reads.length]!)
        await call(writes[n % writes.length]!)
      }
    }))
    const seconds = (performance.now() - began) / 1000
    await dispatcher.close()
    return { perSecond: people / seconds, calls: people * (each + 1) }
  }
})
