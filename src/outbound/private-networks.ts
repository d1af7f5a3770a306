import { lookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { isPrivateAddress } from '../domain/private-address.ts'

type Done = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** A name look-up for connecting that only ever answers public addresses: what was checked is what is connected to. */
export function guardedLookup (hostname: string, options: LookupOptions, done: Done): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, [])
    const open = addresses.filter(({ address }) => !isPrivateAddress(address))
    if (open.length === 0) return done(Object.assign(new Error('an address of a private network'), { code: 'PRIVATE_NETWORK' }), [])
    if (options.all) done(null, open)
    else done(null, open[0]!.address, open[0]!.family)
  })
}
