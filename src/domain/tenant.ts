import { Type, type Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isTimeZone } from './calendar.ts'
import type { Fault } from './faults.ts'
import { Reference, words } from './fields.ts'
import { canonical } from './formats.ts'
import { SECRETS } from './webhook-signature.ts'
import { faultsOf } from './validate.ts'

const Brake = (count: number, percent: number, description: string) => Type.Object({
  count: Type.Integer({ minimum: 0, maximum: 1_000_000, default: count, description: 'So many people pass in any case.' }),
  percent: Type.Number({ minimum: 0, maximum: 100, default: percent, description: 'Of the active people.' }),
  hours: Type.Integer({ minimum: 1, maximum: 720, default: 24, description: 'The rolling window.' })
}, { additionalProperties: false, default: {}, description })

const days = (standard: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 3650, default: standard, description })

const IDENTITY = [['company_code', 'employee_number'], ['cpf'], ['work_email']]

/** All that a tenant may set. Declarative: what is absent has its default. */
export const TenantSettings = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255, examples: ['Example Ltda.'] }),
  time_zone: Type.String({ minLength: 1, maxLength: 64, default: 'America/Sao_Paulo', description: 'IANA name. Dates count in it.', examples: ['America/Sao_Paulo'] }),
  identity: Type.Array(
    Type.Array(words(['company_code', 'employee_number', 'cpf', 'work_email']), { minItems: 1, maxItems: 2 }),
    { minItems: 1, maxItems: 3, default: IDENTITY, description: 'What tells people apart, in order; the first is the primary one.' }
  ),
  brakes: Type.Object({
    endings: Brake(5, 5, 'People about to be ended.'),
    rekeys: Brake(50, 20, 'People about to change number, e-mail or manager.'),
    hires: Brake(200, 20, 'People about to be created.')
  }, { additionalProperties: false, default: {}, description: 'More than max(count, min(percent of the active, 10 × count)) people within the window wait for a person.' }),
  protected: Type.Array(Reference, { maxItems: 1000, default: [], description: 'People of whom every ending is held.' }),
  retention: Type.Object({
    messages_days: days(7, 'Raw messages, after success.'),
    failed_messages_days: days(30, 'Raw messages that were not interpreted.'),
    attempts_days: days(90, 'Outbound calls.')
  }, { additionalProperties: false, default: {} }),
  alert_url: Type.Optional(Type.String({
    minLength: 1, maxLength: 500, description: 'Where to tell what is the matter: webhooks signed as Standard Webhooks. Absent: nobody is told.', examples: ['https://alerts.example.com/cracha']
  })),
  alert_secret: Type.Optional(Type.String({
    pattern: SECRETS,
    maxLength: 300,
    description: 'What alerts are signed with: whsec_ and 24 to 64 bytes in base64; up to three, separated by spaces, while it is rotated. Absent: kept; when there is none yet, one is made. Shown only in the answer that made it.',
    examples: ['whsec_bWFkZS11cC1zZWNyZXQtZm9yLXRoZS1kb2Nz']
  })),
  alert_email: Type.Optional(Type.String({ format: 'email', minLength: 3, maxLength: 250, description: 'Where a summary of each run of a source is sent, when the instance has a mail server. Absent: nowhere.', examples: ['rh@example.com'] })),
  alert_language: words(['en', 'pt-BR'], { default: 'en', description: 'The language of alerts.' })
}, {
  title: 'TenantSettings',
  additionalProperties: false,
  examples: [{ name: 'Example Ltda.', time_zone: 'America/Sao_Paulo', identity: IDENTITY, brakes: { endings: { count: 5, percent: 5, hours: 24 } } }]
})
export type TenantSettings = Static<typeof TenantSettings>

/** The settings that a body declares, with every default filled in, or everything that is wrong with it. */
export function tenantSettings (body: unknown): { ok: true, settings: TenantSettings } | { ok: false, faults: Fault[] } {
  const filled = Value.Default(TenantSettings, structuredClone(body))
  const faults = faultsOf(TenantSettings, filled)
  if (faults.length > 0) return { ok: false, faults }
  const settings = filled as TenantSettings
  if (!isTimeZone(settings.time_zone)) faults.push({ pointer: '/time_zone', code: 'invalid_time_zone' })
  settings.identity.forEach((names, i) => {
    if (!isKey(names)) faults.push({ pointer: `/identity/${i}`, code: 'invalid_identity' })
    else if (settings.identity.findIndex((each) => isSameKey(each, names)) < i) faults.push({ pointer: `/identity/${i}`, code: 'repeated' })
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, settings: { ...settings, protected: settings.protected.map((each) => canonical(each)) } }
}

// A company alone names nobody; it only completes a number.
const isKey = (names: string[]): boolean => names.length === 1
  ? names[0] !== 'company_code'
  : names.includes('company_code') && names.includes('employee_number')

const isSameKey = (a: string[], b: string[]): boolean => [...a].sort().join() === [...b].sort().join()
