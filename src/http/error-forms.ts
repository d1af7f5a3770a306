import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Serves } from '../domain/serving.ts'
import { answerError, codeOf, noteError } from './errors.ts'
import { inLanguage } from './language.ts'
import { PROBLEMS } from './problems.ts'
import { answerWith } from './routes/webhooks.ts'

export interface ErrorForms {
  /** The APIs that sources are written to by: each where it lies, with errors in a form of its own. */
  apis: Pick<Serves, 'base' | 'failure'>[]
  /** The form of the source whose webhook URL it is. `look`: whether the database may be asked. */
  formOf (sourceId: string, look: boolean): Promise<Serves['failure'] | undefined>
}

/** Answers with what went wrong, in the form of the API that was asked: also what no route has seen, such as a URL that cannot be read. */
export const answerInForm = (forms: ErrorForms) => async (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const form = await formFor(forms, error, request)
  if (form === undefined) return answerError(error, request, reply)
  const { status, detail } = PROBLEMS[noteError(error, request, reply)]
  return answerWith(reply.header('x-request-id', request.id), form(status, inLanguage(detail, 'en')))
}

async function formFor ({ apis, formOf }: ErrorForms, error: FastifyError | Error, { url, log }: FastifyRequest): Promise<Serves['failure'] | undefined> {
  const path = url.split('?', 1)[0]!
  const [, sourceId, below] = /^\/webhooks\/([^/]+)(.*)$/.exec(path) ?? []
  const api = apis.find(({ base }) => `${below ?? path}/`.startsWith(`${base}/`))
  if (api !== undefined || sourceId === undefined || apis.length === 0) return api?.failure
  // A fault of ours may be the very database: what is not known by heart is not asked then.
  try {
    return await formOf(sourceId, PROBLEMS[codeOf(error)].status < 500)
  } catch (fault) {
    log.warn({ error: (fault as Error).name }, 'the form of an error could not be found out')
    return undefined
  }
}
