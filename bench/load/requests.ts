import { changeOf, hireOf, numberOf } from '../harness/people.ts'

export type Said = 'hire' | 'change'

/** What is asked of a server, for person after person. */
export interface Asking {
  port: number
  path: string
  key: string
  says: Said
  /** The first person; the next has the next number. */
  from: number
  /** Of changes: who is meant comes round again after so many. */
  people?: number
  round?: number
}

/** A maker of requests with a buffer of their own: who, what, and an Idempotency-Key that nobody used before. */
export function requestsOf ({ port, path, key, says, people, from, round = 0 }: Asking): (n: number) => Buffer {
  const body = (n: number) => JSON.stringify(says === 'hire' ? hireOf(n) : changeOf(people === undefined ? n : from + (n - from) % people, round + (people === undefined ? 0 : Math.floor((n - from) / people))))
  return (n) => {
    const text = body(n)
    return Buffer.from(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
      `Idempotency-Key: "${says}-${numberOf(n)}-${round}"\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
}
