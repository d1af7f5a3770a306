import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Caller } from '../../domain/principal.ts'
import { Type } from '@sinclair/typebox'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { page } from '../../domain/views/common.ts'
import { RunRequest, RunView } from '../../domain/views/run.ts'
import { SourcePreview, SourcePreviewRequest } from '../../domain/views/source-preview.ts'
import { CheckResult, SourceConfig, SourceVersionView, SourceView } from '../../domain/views/settings.ts'
import { callerOf } from '../auth.ts'
import { listQuery, pageAnswer, pageOf } from '../paging.ts'
import { nothing, TenantNameParams, TenantParams } from '../schemas.ts'

/** A source as it is kept; this layer knows where the world reaches it. */
export type KeptSource = Omit<SourceView, 'webhook_url'>

export interface SourceOptions {
  /** Absent credentials keep. Settings, credentials and options are judged by the schemas of the kind. */
  putSource (caller: Caller, name: string, config: SourceConfig): Promise<{ created: boolean, source: KeptSource }>
  findSource (caller: Caller, name: string): Promise<KeptSource>
  listSources (caller: Caller): Promise<KeptSource[]>
  deleteSource (caller: Caller, name: string): Promise<void>
  /** Paused: what arrives is stored and waits. */
  pauseSource (caller: Caller, name: string, paused: boolean): Promise<KeptSource>
  checkSource (caller: Caller, name: string): Promise<CheckResult>
  askRun (caller: Caller, name: string, request: RunRequest): Promise<RunView>
  findRun (caller: Caller, name: string, id: string): Promise<RunView>
  listRuns (caller: Caller, name: string, page: PageRequest): Promise<Page<RunView>>
  stopRun (caller: Caller, name: string, id: string): Promise<RunView>
  previewSource (caller: Caller, name: string, request: SourcePreviewRequest): Promise<SourcePreview>
  listVersions (caller: Caller, name: string): Promise<SourceVersionView[]>
  publicUrl: string
}

const RunParams = Type.Object({ ...TenantNameParams.properties, id: Type.String({ minLength: 1, maxLength: 100 }) })

export const sources: FastifyPluginAsyncTypebox<SourceOptions> = async (app, options) => {
  const { putSource, findSource, listSources, deleteSource, pauseSource, checkSource, askRun, findRun, listRuns, stopRun, previewSource, listVersions, publicUrl } = options
  const shown = (source: KeptSource): SourceView => ({ ...source, webhook_url: `${publicUrl}/webhooks/${source.id}` })
  const config = { needs: ['owner'] as const }
  const schema = { tags: ['Sources'], params: TenantNameParams }
  const url = '/v1/tenants/:tenant/sources/:name'

  app.get('/v1/tenants/:tenant/sources', {
    config,
    schema: { ...schema, params: TenantParams, operationId: 'list_sources', summary: 'HR systems of a tenant', response: { 200: page(SourceView) } }
  }, async (request) => pageAnswer({ data: (await listSources(callerOf(request))).map(shown) }))

  app.put(url, {
    config: { ...config, refuses: ['invalid', 'conflict'] },
    schema: { ...schema, operationId: 'put_source', summary: 'Connect an HR system, or declare it anew', body: SourceConfig, response: { 200: SourceView, 201: SourceView } }
  }, async (request, reply) => {
    const { created, source } = await putSource(callerOf(request), request.params.name, request.body)
    return reply.code(created ? 201 : 200).send(shown(source))
  })

  app.get(url, {
    config,
    schema: { ...schema, operationId: 'get_source', summary: 'An HR system', response: { 200: SourceView } }
  }, async (request) => shown(await findSource(callerOf(request), request.params.name)))

  app.delete(url, {
    config: { ...config, refuses: ['conflict'] },
    schema: { ...schema, operationId: 'delete_source', summary: 'Disconnect an HR system; what it said stays', response: { 204: nothing('It is gone.') } }
  }, async (request, reply) => {
    await deleteSource(callerOf(request), request.params.name)
    return reply.code(204).send(null)
  })

  for (const verb of ['pause', 'resume'] as const) {
    app.post(`${url}/${verb}`, {
      config,
      schema: { ...schema, operationId: `${verb}_source`, summary: verb === 'pause' ? 'Store what arrives, and wait' : 'Go on', response: { 200: SourceView } }
    }, async (request) => {
      const { name } = request.params as { name: string }
      return shown(await pauseSource(callerOf(request), name, verb === 'pause'))
    })
  }

  app.post(`${url}/check`, {
    config,
    schema: { ...schema, operationId: 'check_source', summary: 'Is it set up right?', response: { 200: CheckResult } }
  }, async (request) => checkSource(callerOf(request), request.params.name))

  app.post(`${url}/runs`, {
    config: { ...config, refuses: ['conflict'] },
    schema: { ...schema, operationId: 'run_source', summary: 'Read it now; a run under way is answered instead of another one', body: Type.Union([RunRequest, Type.Null()]), response: { 202: RunView } }
  }, async (request, reply) => reply.code(202).send(await askRun(callerOf(request), request.params.name, request.body ?? {})))

  app.get(`${url}/runs`, {
    config,
    schema: { ...schema, operationId: 'list_runs', summary: 'Runs, the newest first', querystring: listQuery({}), response: { 200: page(RunView) } }
  }, async (request) => pageAnswer(await listRuns(callerOf(request), request.params.name, pageOf(request.query))))

  app.get(`${url}/runs/:id`, {
    config,
    schema: { ...schema, params: RunParams, operationId: 'get_run', summary: 'How far a run has come', response: { 200: RunView } }
  }, async (request) => findRun(callerOf(request), request.params.name, request.params.id))

  app.post(`${url}/runs/:id/stop`, {
    config,
    schema: { ...schema, params: RunParams, operationId: 'stop_run', summary: 'Stop reading; the endings it saw are not told', response: { 200: RunView } }
  }, async (request) => stopRun(callerOf(request), request.params.name, request.params.id))

  app.post(`${url}/preview`, {
    config: { ...config, refuses: ['invalid', 'conflict'] },
    schema: { ...schema, operationId: 'preview_source', summary: 'Whom it would tell of, and what each destination would get; nothing is stored or written', body: Type.Union([SourcePreviewRequest, Type.Null()]), response: { 200: SourcePreview } }
  }, async (request) => previewSource(callerOf(request), request.params.name, request.body ?? {}))

  app.get(`${url}/versions`, {
    config,
    schema: { ...schema, operationId: 'list_source_versions', summary: 'What its settings and options were, the newest first', response: { 200: page(SourceVersionView) } }
  }, async (request) => pageAnswer({ data: await listVersions(callerOf(request), request.params.name) }))
}
