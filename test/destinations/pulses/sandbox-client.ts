import type { Test } from 'tap'
import { startPulsesSandbox } from '../../../src/destinations/pulses/sandbox/index.ts'
import type { Person, SandboxOptions, Variants } from '../../../src/destinations/pulses/sandbox/index.ts'

export const NOW = new Date('2026-03-10T15:00:00Z')
export const CPF = '52998224725'
export const OTHER_CPF = '11144477735'
export const USED = 'Social Security Number is already being used by another employee'
export const NO_DATE = 'Se a razão de desligamento (resignation_reason) for passada, é necessário passar a data de desligamento (resignation_date).'
export const NO_REASON = 'Se a data de desligamento for passada (resignation_date), é necessário passar o motivo de desligamento (resignation_reason).'
export const NOBODY = 'No employee found'
export const ENDING = { resignation_date: '2026-03-09', resignation_reason: 'V' }

/** A sandbox on a socket whose background queue runs when told to, and a client that knows nothing. */
export async function setup (t: Test, variants: Partial<Variants> = {}, options: Partial<SandboxOptions> = {}) {
  const sandbox = await startPulsesSandbox({ tokens: ['secret'], now: () => NOW, applyAfterMs: 'manual', variants, ...options })
  t.teardown(() => sandbox.close())
  const { url, control } = sandbox

  async function call (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const raw = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { authorization: 'secret', ...raw !== undefined && { 'content-type': 'application/json' }, ...headers },
      ...raw !== undefined && { body: raw }
    })
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
    const json = text.trimEnd().endsWith('}') ? JSON.parse(text.slice(text.indexOf('{'))) : undefined
    return { status: response.status, headers: response.headers, text, json, message: json?.message as string, values: json?.values }
  }
  /** Creates and applies; the id. */
  async function hire (body: object): Promise<string> {
    const { values, text } = await call('POST', '/employees/', body)
    if (!values) throw new Error(text)
    control.apply()
    return values.id_person
  }
  /** As visible now. */
  function person (id: string): Person {
    const found = control.people().find(({ id_person: key }) => key === id)
    if (!found) throw new Error(`${id} is not there`)
    return found
  }
  return { url, control, call, hire, person }
}

/** Waits for something that another socket brings about; throws when it does not. */
export async function until (condition: () => boolean, deadline = Date.now() + 5000) {
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within the deadline: ${condition}`)
    await new Promise(resolve => setImmediate(resolve))
  }
}
