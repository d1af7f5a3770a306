import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici'
import { CallFailure, type Answer } from '../domain/destination.ts'
import type { ClientTls } from '../domain/reading.ts'
import { isPrivateAddress } from '../domain/private-address.ts'
import { exchange } from './exchange.ts'
import { guardedLookup } from './private-networks.ts'

export interface OutboundOptions {
  /** From sending to the last byte of the answer, in milliseconds. */
  timeoutMs: number
  /** Bytes of an answer that are read at most. */
  answerLimit: number
  allowPrivateNetworks: boolean
  /** Origins that may be called wherever they lie, such as our own sandbox. */
  trustedOrigins?: ReadonlySet<string>
  httpsProxy?: string
  noProxy?: string
}

export interface Outbound {
  request (url: string, init: { method: string, headers: Record<string, string>, body?: string, tls?: ClientTls, timeoutMs?: number }): Promise<Answer>
  close (): Promise<void>
}

/** Nothing reached the other side. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'PRIVATE_NETWORK', 'UND_ERR_INVALID_ARG', 'ERR_INVALID_URL', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])

/**
 * The one place that opens sockets to the outside. Follows no redirects, keeps no cookies, reads at most `answerLimit` bytes,
 * and refuses addresses of private networks at the moment of connecting unless they are allowed.
 */
export function createOutbound (options: OutboundOptions): Outbound {
  const { timeoutMs, answerLimit, allowPrivateNetworks, trustedOrigins, httpsProxy, noProxy } = options
  const connect = { timeout: Math.min(5000, timeoutMs), ...(!allowPrivateNetworks && { lookup: guardedLookup }) }
  // A request is repeated by the lane, which looks before it does; pipelining or retrying here would hide that.
  const common = { connect, pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxResponseSize: answerLimit }
  const dispatcherWith = (tls?: ClientTls): Dispatcher => {
    // A list of whom to believe replaces the usual one.
    const secure = tls?.ca === undefined ? tls : { ...tls, ca: [...rootCertificates, tls.ca] }
    const own = { ...common, ...(secure !== undefined && { connect: { ...connect, ...secure } }) }
    return httpsProxy === undefined ? new Agent(own) : new EnvHttpProxyAgent({ ...own, ...(secure !== undefined && { requestTls: secure }), httpsProxy, noProxy: noProxy ?? '' })
  }
  const usual = dispatcherWith()
  /** Connections with a client certificate are nobody else's. */
  const certified = new Map<string, Dispatcher>()

  function dispatcherFor (tls: ClientTls | undefined): Dispatcher {
    if (tls === undefined) return usual
    const key = createHash('sha256').update(JSON.stringify([tls.cert, tls.key, tls.ca])).digest('hex')
    const known = certified.get(key)
    if (known !== undefined) return known
    const made = dispatcherWith(tls)
    certified.set(key, made)
    return made
  }

  return {
    async request (url, { method, headers, body, tls, timeoutMs: own = timeoutMs }) {
      try {
        const to = new URL(url)
        if (!allowPrivateNetworks && isPrivateLiteral(to) && !trustedOrigins?.has(to.origin)) throw new CallFailure('PRIVATE_NETWORK', false)
        return await exchange(dispatcherFor(tls), to, { method, headers, timeoutMs: own, ...(body !== undefined && { body }) })
      } catch (error) {
        throw error instanceof CallFailure ? error : failureOf(error as Error & { code?: string, cause?: { code?: string } })
      }
    },
    close: async () => { await Promise.all([usual, ...certified.values()].map((each) => each.close())) }
  }
}

// An address written as such is connected to without a look-up.
function isPrivateLiteral (url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && isPrivateAddress(host)
}

function failureOf (error: Error & { code?: string, cause?: { code?: string } }): CallFailure {
  const code = error.name === 'TimeoutError' ? 'timeout' : error.code ?? error.cause?.code ?? error.name
  return new CallFailure(code, !NOT_SENT.has(code))
}
