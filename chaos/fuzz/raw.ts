import { connect } from 'node:net'
import type { Random } from '../random.ts'

export interface Answered { status: number, type: string, body: string }

const PATIENCE_MS = 3000

/**
 * Bytes over a socket of their own, and what came back until the other side closed, or until enough of an answer was there.
 * undefined: no answer, which is one too when the request never came to its end.
 */
export function sendBytes (url: string, chunks: Buffer[], thenEnd: boolean): Promise<Answered | undefined> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => {
      for (const chunk of chunks) socket.write(chunk)
      if (thenEnd) socket.end()
    })
    const done = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answerIn(text))
    }
    const timer = setTimeout(done, PATIENCE_MS)
    socket.setEncoding('latin1')
    socket.on('data', (data: string) => {
      text += data
      if (isWhole(text)) done()
    })
    socket.on('error', done).on('close', done)
  })
}

/** What comes before the answer itself: 100 Continue. */
const BEFORE = /^(HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)+/

function isWhole (text: string): boolean {
  const answer = text.replace(BEFORE, '')
  const end = answer.indexOf('\r\n\r\n')
  const length = /^content-length: (\d+)/im.exec(answer.slice(0, end))?.[1]
  return end > 0 && length !== undefined && answer.length >= end + 4 + Number(length)
}

/** The first answer: whatever came after it was an answer to bytes that were no request any more. */
function answerIn (text: string): Answered | undefined {
  const answer = text.replace(BEFORE, '')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]
  if (status === undefined) return undefined
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, end)
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1])
  return { status: Number(status), type: /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? '', body: answer.slice(end + 4, end + 4 + length) }
}

/** Requests that no client library writes: lying lengths, chunks that are none, lines that are none. */
export function brokenRequest (method: string, path: string, key: string, body: string, random: Random): { chunks: Buffer[], thenEnd: boolean } {
  const bytes = Buffer.from(body)
  const head = (...lines: string[]): string => [`${method} ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${key}`, 'Content-Type: application/json', ...lines, '', ''].join('\r\n')
  const chunked = (size: string): Buffer[] => [Buffer.from(`${head('Transfer-Encoding: chunked', 'Connection: close')}${size}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')]
  const made = random.pick<() => Buffer[]>([
    () => [Buffer.from(head(`Content-Length: ${bytes.length + 10}`)), bytes],
    () => [Buffer.from(head(`Content-Length: ${Math.max(0, bytes.length - 5)}`, 'Connection: close')), bytes],
    () => [Buffer.from(head('Content-Length: -1')), bytes],
    () => [Buffer.from(head(`Content-Length: ${bytes.length}`, `Content-Length: ${bytes.length + 1}`)), bytes],
    () => [Buffer.from(head('Content-Length: 99999999999')), bytes],
    () => chunked(bytes.length.toString(16)),
    () => chunked('zz'),
    () => chunked('fffffffff'),
    () => [Buffer.from(head('Transfer-Encoding: chunked', `Content-Length: ${bytes.length}`, 'Connection: close')), bytes],
    () => [Buffer.from(head('Expect: 100-continue', `Content-Length: ${bytes.length}`, 'Connection: close')), bytes],
    () => [Buffer.from(head('X: \u0000\u0001', 'Connection: close'), 'latin1')],
    () => [Buffer.from(head(`X-Long: ${'y'.repeat(20_000)}`))],
    () => [Buffer.from(`${method} ${path}\r\n\r\n`)],
    () => [Buffer.from(Array.from({ length: 200 }, () => random.below(256)))],
    () => [Buffer.from(head(`Content-Length: ${bytes.length}`, 'Connection: close')), Buffer.from(bytes.map((byte) => random.chance(0.05) ? random.below(256) : byte))],
    () => [Buffer.from(head(`Content-Length: ${bytes.length}`, 'Connection: close').replaceAll('\r\n', '\n')), bytes],
    () => [Buffer.from(head('Upgrade: websocket', 'Connection: Upgrade'))]
  ])()
  return { chunks: made, thenEnd: random.chance(0.7) }
}
