import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Caller } from '../../domain/principal.ts'
import { page } from '../../domain/views/common.ts'
import { CheckResult, DestinationConfig, DestinationView } from '../../domain/views/settings.ts'
import { ScopePreview, ScopePreviewRequest } from '../../domain/views/scope-preview.ts'
import { callerOf } from '../auth.ts'
import { pageAnswer } from '../paging.ts'
import { nothing, TenantNameParams, TenantParams } from '../schemas.ts'

export interface DestinationOptions {
  /** Absent credentials keep. Credentials and options are judged by the schemas of the kind. */
  putDestination (caller: Caller, name: string, config: DestinationConfig): Promise<{ created: boolean, destination: DestinationView }>
  findDestination (caller: Caller, name: string): Promise<DestinationView>
  listDestinations (caller: Caller): Promise<DestinationView[]>
  /** Stops; ends nobody. */
  deleteDestination (caller: Caller, name: string): Promise<void>
  pauseDestination (caller: Caller, name: string, paused: boolean): Promise<DestinationView>
  /** Reads one page there and names the wrong setting. */
  checkDestination (caller: Caller, name: string): Promise<CheckResult>
  /** Who would come into its scope, and who would fall out of it. */
  previewScope (caller: Caller, name: string, options: Record<string, unknown>): Promise<ScopePreview>
}

export const destinations: FastifyPluginAsyncTypebox<DestinationOptions> = async (app, options) => {
  const { putDestination, findDestination, listDestinations, deleteDestination, pauseDestination, checkDestination, previewScope } = options
  const config = { needs: ['owner'] as const }
  const schema = { tags: ['Destinations'], params: TenantNameParams }
  const url = '/v1/tenants/:tenant/destinations/:name'

  app.get('/v1/tenants/:tenant/destinations', {
    config,
    schema: { ...schema, params: TenantParams, operationId: 'list_destinations', summary: 'Platforms of a tenant', response: { 200: page(DestinationView) } }
  }, async (request) => pageAnswer({ data: await listDestinations(callerOf(request)) }))

  app.put(url, {
    config: { ...config, refuses: ['invalid', 'conflict'] },
    schema: { ...schema, operationId: 'put_destination', summary: 'Connect a platform, or declare it anew', body: DestinationConfig, response: { 200: DestinationView, 201: DestinationView } }
  }, async (request, reply) => {
    const { created, destination } = await putDestination(callerOf(request), request.params.name, request.body)
    return reply.code(created ? 201 : 200).send(destination)
  })

  app.get(url, {
    config,
    schema: { ...schema, operationId: 'get_destination', summary: 'A platform', response: { 200: DestinationView } }
  }, async (request) => findDestination(callerOf(request), request.params.name))

  app.delete(url, {
    config: { ...config, refuses: ['conflict'] },
    schema: { ...schema, operationId: 'delete_destination', summary: 'Disconnect a platform; nobody is ended there', response: { 204: nothing('It is gone.') } }
  }, async (request, reply) => {
    await deleteDestination(callerOf(request), request.params.name)
    return reply.code(204).send(null)
  })

  for (const verb of ['pause', 'resume'] as const) {
    app.post(`${url}/${verb}`, {
      config,
      schema: { ...schema, operationId: `${verb}_destination`, summary: verb === 'pause' ? 'Call nothing there; what is due waits' : 'Go on', response: { 200: DestinationView } }
    }, async (request) => {
      const { name } = request.params as { name: string }
      return pauseDestination(callerOf(request), name, verb === 'pause')
    })
  }

  app.post(`${url}/check`, {
    config,
    schema: { ...schema, operationId: 'check_destination', summary: 'Is it set up right? Reads one page there', response: { 200: CheckResult } }
  }, async (request) => checkDestination(callerOf(request), request.params.name))

  app.post(`${url}/preview`, {
    config: { ...config, refuses: ['invalid'] },
    schema: { ...schema, operationId: 'preview_destination', summary: 'Who would fall in and out of its scope with these options; changes nothing', body: ScopePreviewRequest, response: { 200: ScopePreview } }
  }, async (request) => previewScope(callerOf(request), request.params.name, request.body.options))
}
