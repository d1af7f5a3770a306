import type { Test } from 'tap'
import type { Instant } from '../../../src/domain/calendar.ts'
import type { Desired } from '../../../src/domain/destination.ts'
import type { Fields } from '../../../src/domain/fields.ts'
import { withDefaults } from '../../../src/application/configure/said.ts'
import scim from '../../../src/destinations/scim/index.ts'
import { startEntraSandbox, startScimSandbox, type SandboxOptions, type Variants } from '../../../src/destinations/scim/sandbox/index.ts'
import { startFaulty } from '../faulty.ts'
import { desiredOf, START, worldOf } from '../world.ts'

export const ANA: Fields = {
  employee_number: '00123', company_code: '01', cpf: '52998224725', work_email: 'ana@example.com', full_name: 'Ana Souza', mobile_phone: '+5511987654321', job_title: 'Analista', department: 'Financeiro', hire_date: '2026-03-02', language: 'pt-BR'
}
export const BRUNO: Fields = { ...ANA, employee_number: '00200', cpf: '11144477735', work_email: 'bruno@example.com', full_name: 'Bruno Lima', mobile_phone: '+5511987650000' }

export const leaving = (fields: Fields): Desired => desiredOf({ ...fields, termination: { date: '2026-03-09', reason: 'voluntary' } }, { state: 'ended' })

/** A provider with these variants, a clock, and the smallest loop that plans and runs. */
export async function play (t: Test, variants: Partial<Variants> = {}, options: object = {}, { accept = { tokens: ['secret'] }, credentials = { token: 'secret' } as Record<string, string> } = {} as { accept?: SandboxOptions['accept'], credentials?: Record<string, string> }) {
  const clock: { at: Instant } = { at: START }
  const { url, tokenUrl, control, close } = await startScimSandbox({ accept, now: () => new Date(clock.at), variants })
  const faulty = await startFaulty(url)
  t.teardown(async () => { await faulty.close(); await close() })
  const needsToken = credentials.client_id !== undefined
  const world = worldOf(t, { adapter: scim, url: faulty.url, clock, options: withDefaults(scim.options, { ...(needsToken && { token_url: tokenUrl }), ...options }), credentials })
  return {
    ...world,
    control,
    fail: faulty.fail,
    user: (n = 0): Record<string, any> => control.users()[n]?.attributes ?? t.fail(`nobody is there as number ${n}`) as never,
    calls: (method?: string) => control.requests().filter((each) => (method === undefined || each.method === method) && !/Config|Schemas/.test(each.path)),
    later: (ms = 6_000) => { clock.at += ms }
  }
}

export async function entra (t: Test, options: object = {}) {
  const clock: { at: Instant } = { at: START }
  const { url, tokenUrl, logsUrl, control, close } = await startEntraSandbox({ client: { id: 'app', secret: 'hush' }, now: () => new Date(clock.at) })
  const faulty = await startFaulty(url)
  t.teardown(async () => { await faulty.close(); await close() })
  const given = { mode: 'entra', token_url: tokenUrl, logs_url: logsUrl, external_id_from: 'employee_number', ...options }
  const world = worldOf(t, { adapter: scim, url: faulty.url, clock, options: withDefaults(scim.options, given), credentials: { client_id: 'app', client_secret: 'hush' } })
  return { ...world, control, fail: faulty.fail, later: (minutes: number) => { clock.at += minutes * 60_000 } }
}
