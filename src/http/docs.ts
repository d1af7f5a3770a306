import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

// In the browser: SwaggerUI's handle, and the key that key.js brings.
declare const ui: { preauthorizeApiKey (scheme: string, key: string): void }
declare const docsKey: string

/** Nothing is loaded from, and nothing is sent to, anywhere but this instance. Styles are set inline by the page itself. */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'"
}

/** The interactive page. `key` is filled in for every visitor: only ever the key of a demonstration. */
export async function showDocs (app: FastifyInstance, document: () => object, key: string | undefined): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: POLICY,
    transformSpecification: () => document() as Record<string, unknown>,
    transformSpecificationClone: false,
    theme: {
      title: 'Crachá API',
      js: [{ filename: 'key.js', content: `const docsKey = ${JSON.stringify(key ?? '')}` }]
    },
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      // Runs in the browser, as text: it may use nothing of this file.
      onComplete: () => { if (docsKey !== '') ui.preauthorizeApiKey('bearer', docsKey) }
    }
  })
}
