import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../src/postgres/embedded/server.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export const ADMIN = 'cracha_admin_key_of_the_trials'

/** What all processes of one installation share. */
export const shared = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl, CRACHA_SECRET_KEY: randomBytes(32).toString('base64'), CRACHA_ADMIN_KEY: ADMIN, CRACHA_ALLOW_PRIVATE_NETWORKS: 'true', LOG_LEVEL: 'info'
})

/** One process of the product. */
export interface Process {
  name: string
  url: string
  /** Outbound calls that its log has told of. */
  calls (): number
  /** Seconds of CPU so far. */
  stop (): Promise<void>
}

export async function startProcess (name: string, role: 'api' | 'worker' | 'api,worker', environment: Record<string, string>): Promise<Process> {
  const port = await freePort()
  const child: ChildProcess = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, ...environment, CRACHA_ROLES: role, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] })
  let calls = 0
  let last = ''
  createInterface(child.stdout!).on('line', (line) => { if (line.includes('"msg":"attempt"')) calls++ })
  createInterface(child.stderr!).on('line', (line) => { last = line })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; !await fetch(`${url}/livez`).then(({ ok }) => ok, () => false); tries++) {
    if (child.exitCode !== null || tries > 300) throw new Error(`${name} did not start: ${last}`)
    await pause(100)
  }
  return {
    name,
    url,
    calls: () => calls,
    async stop () {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(timer)
    }
  }
}

export interface Answer { status: number, body: any }

export async function call (url: string, method: string, path: string, key: string, body?: object): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method, headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) })
  })
  return { status: response.status, body: await response.json().catch(() => null) }
}

/** A tenant with one destination; answers the key of its owner. */
export async function declare (url: string, tenant: string, destination: { url: string, token: string }): Promise<string> {
  await expect(call(url, 'PUT', `/v1/tenants/${tenant}`, ADMIN, { name: tenant, brakes: { hires: { count: 1_000_000 } } }))
  const { key } = await expect(call(url, 'POST', `/v1/tenants/${tenant}/keys`, ADMIN, { role: 'owner', label: 'trial' }))
  await expect(call(url, 'PUT', `/v1/tenants/${tenant}/destinations/pulses`, key, {
    kind: 'pulses', base_url: destination.url, credentials: { token: destination.token }, options: { requests_per_second: 1000, concurrency: 10, confirm: false, known: { job_titles: ['Analista'] } }
  }))
  return key
}

async function expect (answer: Promise<Answer>): Promise<any> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return body
}

export const hire = (number: string, name = `Pessoa ${number}`) => ({ employee_number: number, full_name: `${name} Souza`, work_email: `p${number}@example.com`, job_title: 'Analista', hire_date: '2026-03-02' })
