import { Type, type Static } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Caller } from '../../domain/principal.ts'
import { TenantSettings, tenantSettings } from '../../domain/tenant.ts'
import { nullable } from '../../domain/fields.ts'
import { Moment } from '../../domain/views/common.ts'
import { callerOf } from '../auth.ts'
import { invalid, refuse } from '../refusals.ts'
import { nothing, TenantParams } from '../schemas.ts'
import { unstorable } from '../storable.ts'
import { documented } from '../validation.ts'

const TenantView = Type.Object({
  id: Type.String(),
  ...TenantSettings.properties,
  alert_off_at: Type.Optional(nullable(Type.String({ format: 'date-time', description: 'Since when nothing is sent to the alert_url, because it answered 410: until it accepts a test, or another is set.' }))),
  created_at: Moment
}, { title: 'Tenant' })
type TenantAnswer = Static<typeof TenantView>

export interface TenantOptions {
  /** Creates the tenant of the caller or replaces its settings. */
  putTenant (caller: Caller, settings: TenantSettings): Promise<{ created: boolean, tenant: TenantAnswer }>
  findTenant (caller: Caller): Promise<TenantAnswer>
  /** Forgets it at once; deletes its rows in the background. */
  deleteTenant (caller: Caller): Promise<void>
}

const { brakes, retention } = TenantSettings.properties
const { endings, rekeys, hires } = brakes.properties
const strict = { additionalProperties: false }
/** The settings as they are declared: everything may be left out. */
const Declared = Type.Partial(Type.Object({
  ...TenantSettings.properties,
  brakes: Type.Object({
    endings: Type.Optional(Type.Partial(endings, strict)), rekeys: Type.Optional(Type.Partial(rekeys, strict)), hires: Type.Optional(Type.Partial(hires, strict))
  }, { ...strict, description: brakes.description! }),
  retention: Type.Partial(retention, strict)
}), { title: 'TenantSettings', ...strict, examples: TenantSettings.examples })

export const tenants: FastifyPluginAsyncTypebox<TenantOptions> = async (app, { putTenant, findTenant, deleteTenant }) => {
  app.put('/v1/tenants/:tenant', {
    config: { needs: ['admin'], refuses: ['invalid', 'conflict'] },
    schema: {
      tags: ['Tenants'],
      operationId: 'put_tenant',
      summary: 'Create a client company, or declare its settings anew',
      description: 'Declarative: what is absent gets its default. The name is the one in the address unless said.',
      params: TenantParams,
      body: Declared,
      response: { 200: TenantView, 201: TenantView }
    },
    ...documented
  }, async (request, reply) => {
    if (request.body === undefined) throw refuse('no_body')
    const caller = callerOf(request)
    const body: unknown = request.body
    const faults = unstorable(body)
    if (faults.length > 0) throw invalid(faults)
    const declared = tenantSettings(typeof body === 'object' && body !== null && !Array.isArray(body) ? { name: caller.tenant, ...body } : body)
    if (!declared.ok) throw invalid(declared.faults)
    const { created, tenant } = await putTenant(caller, declared.settings)
    return reply.code(created ? 201 : 200).send(tenant)
  })

  app.get('/v1/tenants/:tenant', {
    config: { needs: ['admin'] },
    schema: { tags: ['Tenants'], operationId: 'get_tenant', summary: 'A client company', params: TenantParams, response: { 200: TenantView } }
  }, async (request) => findTenant(callerOf(request)))

  app.delete('/v1/tenants/:tenant', {
    config: { needs: ['admin'] },
    schema: {
      tags: ['Tenants'],
      operationId: 'delete_tenant',
      summary: 'Forget a client company, for ever',
      description: 'Its keys are dropped before the answer: from then on nobody can read anything of it, here or in a backup made later, and nothing is called for it any more. Nobody is ended at its platforms. Its rows are deleted in the background; until then its name is taken.',
      params: TenantParams,
      response: { 202: nothing('It is forgotten.') }
    }
  }, async (request, reply) => {
    await deleteTenant(callerOf(request))
    return reply.code(202).send(null)
  })
}
