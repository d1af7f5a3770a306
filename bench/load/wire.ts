import { connect, type Socket } from 'node:net'
import { once } from 'node:events'

/**
 * One keep-alive connection that has at most one request under way. It shares the two cores with what it measures, so it
 * knows as little of HTTP as it can: a status, a content-length, the end of a body.
 */
export interface Wire { send (request: Uint8Array): void, close (): void }

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const LENGTH = Buffer.from('\r\ncontent-length: ')
const LENGTH_TITLED = Buffer.from('\r\nContent-Length: ')

export async function openWire (port: number, answered: (status: number) => void, lost: (error: Error) => void): Promise<Wire> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let pending: Buffer | undefined
  let closed = false
  socket.on('data', (chunk: Buffer) => {
    const bytes = pending === undefined ? chunk : Buffer.concat([pending, chunk])
    const size = sizeOf(bytes)
    if (size === undefined || bytes.length < size) { pending = bytes; return }
    pending = undefined
    answered(statusOf(bytes))
  })
  socket.on('error', lost)
  socket.on('close', () => { if (!closed) lost(new Error('the server closed a connection')) })
  return {
    send: (request) => { socket.write(request) },
    close: () => { closed = true; socket.destroy() }
  }
}

const statusOf = (bytes: Buffer): number => (bytes[9]! - 48) * 100 + (bytes[10]! - 48) * 10 + bytes[11]! - 48

/** Bytes of the whole answer; undefined while its head is not all there. */
function sizeOf (bytes: Buffer): number | undefined {
  const end = bytes.indexOf(END_OF_HEAD)
  if (end < 0) return undefined
  let at = bytes.indexOf(LENGTH)
  if (at < 0 || at > end) at = bytes.indexOf(LENGTH_TITLED)
  if (at < 0 || at > end) return end + END_OF_HEAD.length
  let length = 0
  for (let i = at + LENGTH.length; bytes[i]! >= 48 && bytes[i]! <= 57; i++) length = length * 10 + bytes[i]! - 48
  return end + END_OF_HEAD.length + length
}
