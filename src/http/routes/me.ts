import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Caller } from '../../domain/principal.ts'
import { Me } from '../../domain/views/settings.ts'
import { ANYBODY, callerOf, principalOf } from '../auth.ts'

export interface MeOptions {
  healthOfDestinations (caller: Caller): Promise<Me['destinations']>
}

export const me: FastifyPluginAsyncTypebox<MeOptions> = async (app, { healthOfDestinations }) => {
  app.get('/v1/me', {
    config: { needs: ANYBODY },
    schema: { tags: ['Operations'], operationId: 'get_me', summary: 'Whose key this is, and the health of its destinations', response: { 200: Me } }
  }, async (request) => {
    const { tenant, role, label, keyId } = principalOf(request)!
    return { tenant, role, label, key_id: keyId, destinations: tenant === null ? [] : await healthOfDestinations(callerOf(request)) }
  })
}
