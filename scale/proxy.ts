import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** One address for a database that moves, as a virtual address, a load balancer or a DNS name is in earnest. */
export async function startProxy (target: number) {
  const open = new Set<Socket>()
  let port = target
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port })
    const end = () => { for (const socket of [near, far]) { open.delete(socket); socket.destroy() } }
    for (const socket of [near, far]) open.add(socket.setNoDelay(true).on('error', end).on('close', end))
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    /** Whoever connects from now on reaches another server; whoever is connected is cut off. */
    pointTo (other: number): void {
      port = other
      for (const socket of open) socket.destroy()
    },
    close (): void {
      server.close()
      for (const socket of open) socket.destroy()
    }
  }
}
