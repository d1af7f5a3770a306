import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'

/** A call to any process that is there, repeated until one answers it; rejects what is refused. */
export type Asking = <T = unknown>(method: 'GET' | 'PUT' | 'POST', path: string, body?: object, key?: string) => Promise<T>

const PATIENCE_MS = 60_000

export function asking (urls: () => string[], admin: string): Asking {
  return async <T>(method: 'GET' | 'PUT' | 'POST', path: string, body?: object, key = admin): Promise<T> => {
    const deadline = Date.now() + PATIENCE_MS
    for (let tries = 0; ; tries++) {
      const { status, text } = await once(urls()[tries % Math.max(1, urls().length)], method, path, body, key)
      if (status >= 200 && status < 300) return (text.startsWith('{') ? JSON.parse(text) : text) as T
      if ((status !== 0 && status < 500 && status !== 429) || Date.now() > deadline) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`)
      await pause(100)
    }
  }
}

async function once (url: string | undefined, method: 'GET' | 'PUT' | 'POST', path: string, body: object | undefined, key: string): Promise<{ status: number, text: string }> {
  if (url === undefined) return { status: 0, text: 'nobody is there' }
  try {
    const answer = await request(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000)
    })
    return { status: answer.statusCode, text: await answer.body.text() }
  } catch (error) {
    return { status: 0, text: (error as Error).message }
  }
}
