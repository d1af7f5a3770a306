import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { problem } from './errors.ts'

/** Answers bytes that are no HTTP request, or headers past Node's limit: there is no request to ask for a language. */
export const answerBrokenRequest = (requestId: () => string) => (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, ...rest } = problem(error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'malformed', requestId(), 'en')
  const body = JSON.stringify({ ...rest, status })
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${rest.request_id}`,
    'Connection: close',
    '',
    body
  ].join('\r\n'))
}
