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
  /** Makes every time another change, and another key. */
  round?: number
}

/** A maker of requests: who, what, and an Idempotency-Key that nobody used before. */
export function requestsOf ({ port, path, key, says, round = 0 }: Asking): (n: number) => Buffer {
  return (n) => {
    const text = JSON.stringify(says === 'hire' ? hireOf(n) : changeOf(n, round))
    return Buffer.from(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
      `Idempotency-Key: "${says}-${numberOf(n)}-${round}"\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
}
