import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { instantOf, type Instant } from '../../domain/calendar.ts'
import type { Caller, Role } from '../../domain/principal.ts'
import { tidy } from '../../domain/text.ts'
import { page } from '../../domain/views/common.ts'
import { KeyRequest, KeyView, NewKey } from '../../domain/views/settings.ts'
import { callerOf } from '../auth.ts'
import { pageAnswer } from '../paging.ts'
import { nothing, TenantIdParams, TenantParams } from '../schemas.ts'

export interface KeyToCreate {
  role: Exclude<Role, 'admin'>
  label: string
  expiresAt: Instant | null
}

export interface KeyOptions {
  createKey (caller: Caller, key: KeyToCreate): Promise<NewKey>
  listKeys (caller: Caller): Promise<KeyView[]>
  deleteKey (caller: Caller, id: string): Promise<void>
}

export const keys: FastifyPluginAsyncTypebox<KeyOptions> = async (app, { createKey, listKeys, deleteKey }) => {
  const schema = { tags: ['Keys'], params: TenantParams }
  app.post('/v1/tenants/:tenant/keys', {
    config: { needs: ['owner'] },
    schema: { ...schema, operationId: 'post_key', summary: 'Make a key; it is shown this once', body: KeyRequest, response: { 201: NewKey } }
  }, async (request, reply) => {
    const { role, label, expires_at: expiresAt } = request.body
    return reply.code(201).send(await createKey(callerOf(request), { role, label: tidy(label), expiresAt: expiresAt == null ? null : instantOf(expiresAt)! }))
  })

  app.get('/v1/tenants/:tenant/keys', {
    config: { needs: ['owner'] },
    schema: { ...schema, operationId: 'list_keys', summary: 'Keys of a tenant, without their secrets', response: { 200: page(KeyView) } }
  }, async (request) => pageAnswer({ data: await listKeys(callerOf(request)) }))

  app.delete('/v1/tenants/:tenant/keys/:id', {
    config: { needs: ['owner'] },
    schema: { ...schema, operationId: 'delete_key', summary: 'Withdraw a key; it stops working at once', params: TenantIdParams, response: { 204: nothing('It is gone.') } }
  }, async (request, reply) => {
    await deleteKey(callerOf(request), request.params.id)
    return reply.code(204).send(null)
  })
}
