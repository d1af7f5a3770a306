import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ALERT_KINDS, SEVERITIES, type AlertKind, type Severity } from '../../domain/alert.ts'
import type { Language } from '../../domain/faults.ts'
import { words } from '../../domain/fields.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Caller } from '../../domain/principal.ts'
import { ALERT_STATUSES, AlertTest, AlertView, type AlertStatus } from '../../domain/views/alert.ts'
import { page } from '../../domain/views/common.ts'
import { callerOf, principalOf } from '../auth.ts'
import { facing } from '../errors.ts'
import { listQuery, pageAnswer, pageOf } from '../paging.ts'
import { TenantParams } from '../schemas.ts'

export interface AlertFilter {
  status?: AlertStatus
  kind?: AlertKind
  severity?: Severity
}

export interface AlertOptions {
  /** Of a tenant; null: of the instance and of all tenants. */
  listAlerts (tenant: string | null, language: Language, filter: AlertFilter, page: PageRequest): Promise<Page<AlertView>>
  /** Sends a test to the tenant's alert_url. Conflict when there is none. */
  testAlert (caller: Caller): Promise<AlertTest>
}

const Query = listQuery({
  status: Type.Optional(words([...ALERT_STATUSES], { description: 'Both unless said.' })),
  kind: Type.Optional(words([...ALERT_KINDS])),
  severity: Type.Optional(words([...SEVERITIES]))
})

export const alerts: FastifyPluginAsyncTypebox<AlertOptions> = async (app, { listAlerts, testAlert }) => {
  app.get('/v1/alerts', {
    config: { needs: ['read'] },
    schema: {
      tags: ['Alerts'],
      operationId: 'list_alerts',
      summary: 'What is the matter, newest first',
      description: 'Open ones, and those that were over in the last 7 days. The administrator sees those of the instance and of all tenants.',
      querystring: Query,
      response: { 200: page(AlertView) }
    }
  }, async (request) => pageAnswer(await listAlerts(principalOf(request)!.tenant, facing(request), filterOf(request.query), pageOf(request.query))))

  app.post('/v1/tenants/:tenant/alerts/test', {
    config: { needs: ['owner'], refuses: ['conflict'] },
    schema: {
      tags: ['Alerts'],
      operationId: 'test_alert',
      summary: 'Send a test to the alert_url now, and see what it answers',
      description: 'No alert_url: 409. An address that has asked for silence (410) is told again once it accepts a test.',
      params: TenantParams,
      response: { 200: AlertTest }
    }
  }, async (request) => testAlert(callerOf(request)))
}

const filterOf = ({ status, kind, severity }: AlertFilter): AlertFilter =>
  ({ ...(status !== undefined && { status }), ...(kind !== undefined && { kind }), ...(severity !== undefined && { severity }) })
