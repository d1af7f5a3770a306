import { isIP } from 'node:net'
import type { Fault } from '../../domain/faults.ts'
import { isPrivateAddress } from '../../domain/private-address.ts'

/**
 * What is wrong with a base URL. A private host is refused by how it is written; a public name that leads to a private
 * address is refused when the connection is made.
 */
export function faultsOfBaseUrl (text: string, { allowPrivateNetworks, calledAsItStands }: { allowPrivateNetworks: boolean, calledAsItStands?: true | undefined }): Fault[] {
  const why = whyNot(text, allowPrivateNetworks) ?? (text.includes('?') && calledAsItStands !== true ? 'without a query' : undefined)
  return why === undefined ? [] : [{ pointer: '/base_url', code: 'invalid_value', params: { why } }]
}

/** The same of the address that alerts are sent to, which may have a query: receivers keep a token there. */
export function faultsOfAlertUrl (text: string, { allowPrivateNetworks }: { allowPrivateNetworks: boolean }): Fault[] {
  const why = whyNot(text, allowPrivateNetworks)
  return why === undefined ? [] : [{ pointer: '/alert_url', code: 'invalid_value', params: { why } }]
}

function whyNot (text: string, allowPrivateNetworks: boolean): string | undefined {
  if (text.length > 500) return 'at most 500 characters'
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || /[\s\p{Cc}\\]/u.test(text)) return 'an absolute http or https URL is needed'
  if (url.username !== '' || url.password !== '') return 'a user and password do not belong in a URL: use credentials'
  if (text.includes('#')) return 'without a fragment'
  if (!allowPrivateNetworks && isPrivateHost(url.hostname)) return 'the address is in a private network; the operator can allow it with CRACHA_ALLOW_PRIVATE_NETWORKS'
}

// The URL parser has made 0x7f.1 and 2130706433 into 127.0.0.1 already.
function isPrivateHost (hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  return isIP(host) > 0 ? isPrivateAddress(host) : /(^|\.)(localhost|local|internal)$/.test(host)
}

/** Of a destination that is not called. */
export const NO_ADDRESS = ''

/** The form in which two of them are the same account's: without a slash at the end, unless that is part of the address. */
export function plainBaseUrl (text: string, { calledAsItStands }: { calledAsItStands?: true | undefined } = {}): string {
  if (text === NO_ADDRESS) return NO_ADDRESS
  return calledAsItStands === true ? new URL(text).href : new URL(text).href.replace(/\/+$/, '')
}
