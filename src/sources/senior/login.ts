import { ReadFailure, type Authorization } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { objectIn } from '../reading/answers.ts'
import type { Io } from './address.ts'
import { isBridge } from './address.ts'

/** The gateway's form without `actions/`, as customers call it, and those that follow from the vendor's rule for paths. */
const gateway = (action: string): string[] =>
  [`/platform/authentication/anonymous/${action}`, `/platform/authentication/actions/${action}`, `/platform/authentication/anonymous/actions/${action}`]
const bridge = (action: string): string[] =>
  [`/anonymous/rest/platform/authentication/actions/${action}`, `/rest/platform/authentication/actions/${action}`]

const REFUSED = [400, 401, 403]
const NO_SUCH_PATH = [404, 405]

/** An application by its key, otherwise a user. What is answered is JSON with JSON in a text. */
export async function login (io: Io): Promise<Authorization> {
  const { settings, credentials: { client_id: client } } = io
  const { action, body, who } = claimOf(io)
  const paths = settings.login_path !== undefined ? [settings.login_path] : isBridge(settings) ? bridge(action) : gateway(action)
  for (const path of paths) {
    const answer = await io.call({
      method: 'POST',
      url: `${settings.base_url}${path}`,
      headers: { 'content-type': 'application/json', ...(client !== undefined && { client_id: client }) },
      body: JSON.stringify(body),
      expects: [...REFUSED, ...NO_SUCH_PATH]
    })
    if (NO_SUCH_PATH.includes(answer.status)) continue
    if (REFUSED.includes(answer.status)) throw new ReadFailure('unauthorized', `The login answered ${answer.status}: look at ${who}${client === undefined ? ', and whether client_id is needed' : ''}.`)
    return authorizationIn(objectIn(answer), client)
  }
  throw new ReadFailure('refused', 'There is no login at the address: look at base_url and login_path.')
}

function claimOf ({ credentials: { accessKey, secret, tenantName, username, password } }: Io): { action: string, body: Json, who: string } {
  if (accessKey !== undefined && secret !== undefined && tenantName !== undefined) return { action: 'loginWithKey', body: { accessKey, secret, tenantName }, who: 'accessKey, secret and tenantName' }
  if (username !== undefined && password !== undefined) return { action: 'login', body: { username, password }, who: 'username and password' }
  throw new ReadFailure('not_configured', 'The credentials hold neither accessKey, secret and tenantName nor username and password.')
}

function authorizationIn (answer: Json, client: string | undefined): Authorization {
  if (answer.jsonToken === undefined && answer.temporaryToken !== undefined) throw new ReadFailure('unauthorized', 'The login asks for a second factor: use an application key instead of a user.')
  if (answer.jsonToken === undefined && answer.resetPasswordInfo !== undefined) throw new ReadFailure('unauthorized', 'The login asks for a new password: set it, or use an application key.')
  const { access_token: token, expires_in: seconds } = tokenIn(answer)
  if (typeof token !== 'string' || token === '') throw new ReadFailure('unreadable', 'The login answered without an access_token in jsonToken.')
  const expiresIn = Number(seconds)
  return {
    headers: { authorization: `Bearer ${token}`, ...(client !== undefined && { client_id: client }) },
    ...(Number.isFinite(expiresIn) && expiresIn > 0 && { expiresIn })
  }
}

function tokenIn (answer: Json): Json {
  if (isObject(answer.jsonToken)) return answer.jsonToken
  if (typeof answer.jsonToken !== 'string') return answer
  try {
    const token: unknown = JSON.parse(answer.jsonToken)
    return isObject(token) ? token : {}
  } catch {
    throw new ReadFailure('unreadable', 'The jsonToken that the login answered is not JSON.')
  }
}
