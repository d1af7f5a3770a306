import swagger from '@fastify/swagger'
import { Type, type TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import type { Role } from '../domain/principal.ts'
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from './problems.ts'
import { nameComponents } from './components.ts'
import { writeOutKinds, type Kinds } from './kinds.ts'
import { linksTo, samplesOf } from './samples.ts'
import { Problem } from './schemas.ts'

/** What each kind of source posts to its webhook URL. */
export type Notifications = Record<string, TSchema>

const DESCRIPTION = `HR systems say here who was hired, who changed and who left; every engagement platform is made to agree.

**Keys.** \`Authorization: Bearer <key>\`, or the key as Basic user name. Roles nest: ingest, read ⊂ operator ⊂ owner (one tenant) ⊂ admin (the instance).

**Values.** Absent: not told, keep. \`null\`: clear. An empty text is refused. Dates are calendar dates in the tenant's zone.

**Once.** Every POST that ingests takes an \`Idempotency-Key\` (or \`event_id\` in the body): the same body gets the first answer, for 30 days.

**Errors** are RFC 9457, in English or, by \`Accept-Language: pt-BR\`, in Portuguese. Programs read \`code\`. 4xx: correct it, then send again. 429, 503: wait for Retry-After, then send the same again. 5xx or no answer: send the same again with the same Idempotency-Key, waiting longer each time.

**What became of it.** 202 means stored; GET the \`Location\` until the status is final: delivered, superseded, ignored or withdrawn.`

const TAGS = {
  Events: 'Say what happened, and read what became of it.',
  Employees: 'The mirror: what is true now and what is still to come.',
  Messages: 'What arrived, byte for byte.',
  Holds: 'Questions for a person.',
  Alerts: 'What is the matter, as it is also told to the alert_url.',
  Operations: 'Health, retries and who you are.',
  Tenants: 'Client companies.',
  Keys: 'Who may do what.',
  Sources: 'HR systems.',
  Destinations: 'Engagement platforms.',
  Feeds: 'What a platform reads from us, with a key of its own.',
  Webhooks: 'The door of the HR systems; the source itself verifies who sends.'
}

/** Describes every route that is registered after it. */
export async function describe (app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Crachá', version, description: DESCRIPTION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string } },
      servers: [{ url: '/', description: 'This instance.' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'The key.' },
          basic: { type: 'http', scheme: 'basic', description: 'The key as user name, for senders that can do no better.' }
        }
      }
    },
    transform: ({ schema, url, route }) => ({ schema: { ...schema, ...answersOf(schema ?? {}, url, route), ...samplesOf(url) }, url })
  })
}

/** The finished document. Only after the app is ready. */
export function documentOf (app: FastifyInstance, notifications: Notifications, kinds: Kinds): object {
  const document = structuredClone(app.swagger()) as { paths?: object }
  writeOutKinds({ ...document.paths }, kinds)
  const webhooks = Object.fromEntries(Object.entries(notifications).map(([kind, schema]) => [kind, { post: notified(kind, schema) }]))
  return nameComponents({ ...document, webhooks })
}

const notified = (kind: string, { examples, ...schema }: TSchema) => ({
  tags: ['Webhooks'],
  operationId: `webhook_${kind.replace(/\W/g, '_')}`,
  summary: `What a source of kind ${kind} posts to its webhook URL`,
  security: [],
  requestBody: { required: true, content: { 'application/json': { schema, ...(Array.isArray(examples) && { example: examples[0] }) } } },
  responses: {
    '2XX': { description: 'Stored, in the form that the vendor expects.' },
    '4XX': problemAnswer(['unauthorized', 'not_found', 'too_large'])
  }
})

/** Security and every error answer follow from what a route says of itself. */
function answersOf (schema: FastifySchema, url: string, { method, config }: RouteOptions): object {
  const { needs, refuses = [] } = config ?? {}
  const codes = new Set<ProblemCode>(['internal', 'unavailable', 'too_many_requests', ...refuses])
  if (needs) codes.add('unauthorized').add('forbidden')
  if (schema.params) codes.add('not_found')
  if (schema.body || schema.querystring) codes.add('invalid')
  if (schema.body) codes.add('malformed').add('too_large').add('unsupported_media_type')
  if (url.startsWith('/webhooks/')) return method === 'POST' && !url.endsWith('*') ? webhookAnswers() : { hide: true }
  const byStatus = Map.groupBy(PROBLEM_CODES.filter((code) => codes.has(code)), (code) => PROBLEMS[code].status)
  const told = Object.fromEntries(Object.entries((schema.response ?? {}) as Record<string, { description?: string }>)
    .map(([status, answer]) => [status, { ...answer, ...('content' in answer ? {} : { 'x-response-description': answer.description ?? USUAL[status] ?? 'OK.' }) }]))
  return {
    ...(schema.description !== undefined || needs ? { description: described(schema.description, needs, linksTo(url)) } : {}),
    security: needs ? [{ bearer: [] }, { basic: [] }] : schema.security ?? [],
    response: { ...Object.fromEntries([...byStatus].map(([status, of]) => [status, problemAnswer(of)])), ...told }
  }
}

const USUAL: Record<string, string> = { 201: 'Created.', 202: 'Taken; the rest follows.', 503: 'Not ready.' }

const described = (description: string | undefined, needs: readonly Role[] | undefined, links: string | undefined): string =>
  [description, needs && `Role: ${needs.join(' or ')}.`, links].filter(Boolean).join('\n\n')

const problemAnswer = (codes: ProblemCode[]) => ({
  description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].detail[0]}`).join('\n\n'),
  content: { 'application/problem+json': { schema: Problem } }
})

const webhookAnswers = () => ({
  tags: ['Webhooks'],
  operationId: 'post_webhook',
  summary: 'A notification of an HR system, in its own form',
  params: Type.Object({ source_id: Type.String({ description: 'Id of the source.' }) }),
  description: 'Any method, any content type, up to 1 MiB; a token and more may follow in the path; verified over the raw bytes. What each kind posts: the webhooks of this document.',
  security: [],
  response: { '2xx': { description: 'Stored, in the form that the vendor expects.', content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } } }, 401: problemAnswer(['unauthorized']), 404: problemAnswer(['not_found']), 413: problemAnswer(['too_large']), 503: problemAnswer(['unavailable']) }
})
