import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between the product and a server, and can lose everything on the way without closing anything. */
export interface TcpProxy {
  port: number
  /** What is connected now stays so and hears nothing any more, for ever; who connects later is served. Answers how many. */
  freeze (): number
  /** Whoever connects from now on reaches another server, as behind a virtual address; whoever is connected is cut off. */
  pointTo (port: number): void
  close (): Promise<void>
}

export async function startTcpProxy (first: { host: string, port: number }): Promise<TcpProxy> {
  let target = first
  const pairs = new Set<[Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(target)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    const end = (): void => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end)
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    freeze () {
      for (const [near, far] of pairs) {
        near.unpipe(far).resume()   // what still comes is swallowed, as by a router that has forgotten the connection
        far.unpipe(near).resume()
      }
      return pairs.size
    },
    pointTo (port) {
      target = { ...target, port }
      for (const [near, far] of pairs) { near.destroy(); far.destroy() }
    },
    async close () {
      const closed = once(server, 'close')
      server.close()
      for (const [near, far] of pairs) { near.destroy(); far.destroy() }
      await closed
    }
  }
}
