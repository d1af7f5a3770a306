import { BlockList, isIP } from 'node:net'
import type { Fault } from '../../domain/faults.ts'

/** Networks that an owner's URL must not reach through us: loopback, private, link-local, carrier, multicast, reserved. */
const PRIVATE = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4]
] as const) PRIVATE.addSubnet(network, bits)
for (const [network, bits] of [['::', 96], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) {
  PRIVATE.addSubnet(network, bits, 'ipv6')
}

/** For an address in any form that Node's `isIP` knows; IPv4 inside IPv6 counts as what it is. */
export const isPrivateAddress = (address: string): boolean => PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

/**
 * What is wrong with a base URL. A private host is refused by how it is written; a public name that leads to a private
 * address is refused when the connection is made.
 */
export function faultsOfBaseUrl (text: string, { allowPrivateNetworks }: { allowPrivateNetworks: boolean }): Fault[] {
  const why = whyNot(text, allowPrivateNetworks)
  return why === undefined ? [] : [{ pointer: '/base_url', code: 'invalid_value', params: { why } }]
}

function whyNot (text: string, allowPrivateNetworks: boolean): string | undefined {
  if (text.length > 500) return 'at most 500 characters'
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || /[\s\p{Cc}\\]/u.test(text)) return 'an absolute http or https URL is needed'
  if (url.username !== '' || url.password !== '') return 'a user and password do not belong in a URL: use credentials'
  if (text.includes('?') || text.includes('#')) return 'without a query and without a fragment'
  if (!allowPrivateNetworks && isPrivateHost(url.hostname)) return 'the address is in a private network; the operator can allow it with CRACHA_ALLOW_PRIVATE_NETWORKS'
}

// The URL parser has made 0x7f.1 and 2130706433 into 127.0.0.1 already.
function isPrivateHost (hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  return isIP(host) > 0 ? isPrivateAddress(host) : /(^|\.)(localhost|local|internal)$/.test(host)
}

/** The form in which two of them are the same account's: without a slash at the end. */
export const plainBaseUrl = (text: string): string => new URL(text).href.replace(/\/+$/, '')
