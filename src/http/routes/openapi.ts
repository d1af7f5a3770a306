import { Type } from '@sinclair/typebox'
import type { FastifyPluginAsync } from 'fastify'

export interface OpenapiOptions {
  /** The finished document; asked for only once the app is ready. */
  document (): object
}

export const openapi: FastifyPluginAsync<OpenapiOptions> = async (app, { document }) => {
  app.get('/openapi.json', {
    schema: {
      tags: ['Operations'],
      operationId: 'get_openapi',
      summary: 'This document',
      response: { 200: Type.Object({}, { additionalProperties: true, description: 'OpenAPI 3.1.' }) }
    }
  }, async (_request, reply) => reply.serializer(JSON.stringify).send(document()))
}
