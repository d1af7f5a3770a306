import { ADMIN_KEY } from './product.ts'

export interface BenchTenant {
  id: string
  key: string
  /** A call with the key of the tenant's owner; fails unless it is answered with 2xx. */
  call (method: string, path: string, body?: object): Promise<any>
  /** Its destination: nobody is called there until it is resumed. */
  pause (): Promise<void>
  resume (): Promise<void>
  /** The same tenant at another process of the same database. */
  at (url: string): BenchTenant
}

export const JOB_TITLES = ['Analista', 'Gerente', 'Diretora', 'Assistente']

/** High enough to let every load pass, by the settings that an operator has for it; the brakes themselves stay on. */
const RAISED = { count: 1_000_000, percent: 100, hours: 1 }

export interface TenantOptions {
  /** Of the platform that it delivers to; absent: it has none. */
  baseUrl?: string
  concurrency?: number
}

/** The most that the destination's options take: as good as no limit. */
const CALLS_PER_SECOND = 100_000

/** A tenant as an administrator makes it: settings, a key, a destination; all by HTTP. */
export async function makeTenant (url: string, id: string, { baseUrl, concurrency = 64 }: TenantOptions = {}): Promise<BenchTenant> {
  const admin = (method: string, path: string, body?: object) => request(url + path, method, ADMIN_KEY, body)
  await admin('PUT', `/v1/tenants/${id}`, { name: id, brakes: { endings: RAISED, rekeys: RAISED, hires: RAISED } })
  const { key } = await admin('POST', `/v1/tenants/${id}/keys`, { role: 'owner', label: 'benchmark' })
  const tenant = tenantAt(url, id, key)
  if (baseUrl !== undefined) {
    await tenant.call('PUT', `/v1/tenants/${id}/destinations/pulses`, {
      kind: 'pulses', base_url: baseUrl, credentials: { token: 'token' }, options: { requests_per_second: CALLS_PER_SECOND, concurrency, known: { job_titles: JOB_TITLES } }
    })
  }
  return tenant
}

function tenantAt (url: string, id: string, key: string): BenchTenant {
  const call = (method: string, path: string, body?: object) => request(url + path, method, key, body)
  const destination = `/v1/tenants/${id}/destinations/pulses`
  return { id, key, call, pause: () => call('POST', `${destination}/pause`), resume: () => call('POST', `${destination}/resume`), at: (other) => tenantAt(other, id, key) }
}

async function request (url: string, method: string, key: string, body?: object): Promise<any> {
  const answer = await fetch(url, {
    method, headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${answer.status} ${text.slice(0, 500)}`)
  return text === '' ? null : JSON.parse(text)
}
