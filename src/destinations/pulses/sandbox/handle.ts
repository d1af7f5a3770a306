import { htmlPage, plainFailure, redirection, refusal, success } from './answers.ts'
import type { Answer } from './answers.ts'
import { isAuthorized } from './authorization.ts'
import { readBody } from './call.ts'
import type { Body } from './call.ts'
import { faultyAnswer, isCarriedOut } from './faults.ts'
import type { RequestRecord } from './journal.ts'
import { Refused } from './refusals.ts'
import { destinationOf } from './routes.ts'
import type { Sandbox } from './sandbox.ts'

/** One request, with what comes before the sandbox's own paths taken off. */
export interface Received {
  method: string
  prefix: string
  path: string
  search: string
  headers: Record<string, string>
  raw: Buffer
}

export type Reaction =
  | { kind: 'answer', answer: Answer, afterMs: number }
  | { kind: 'silence' }
  | { kind: 'reset' }

/** The whole of a request, in the order in which things happen to it. */
export function handle (sandbox: Sandbox, received: Received): Reaction {
  const { method, path, search, headers, raw } = received
  sandbox.catchUp()
  const fault = sandbox.faults.take(method, path)
  const body = readBody(raw, headers['content-type'])
  const record = sandbox.journal.add({
    at: sandbox.options.now().toISOString(),
    method,
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { ...headers, ...headers.authorization !== undefined && { authorization: '(removed)' } },
    ...body.kind === 'json' && { body: body.value },
    raw: raw.toString('utf8'),
    status: null,
    applied: false,
    ...fault && { fault: fault.kind }
  })

  const carriedOut = !fault || isCarriedOut(fault)
  const own = carriedOut || fault.kind === 'dropped' ? ownAnswer(sandbox, received, body, record, carriedOut) : undefined
  if (fault?.kind === 'hang') return { kind: 'silence' }
  const answer = (fault && faultyAnswer(fault)) ?? own
  if (!answer || fault?.kind === 'lost' || fault?.kind === 'reset') return { kind: 'reset' }
  record.status = answer.status
  return { kind: 'answer', answer, afterMs: fault?.kind === 'slow' ? fault.ms : 0 }
}

function ownAnswer (sandbox: Sandbox, received: Received, body: Body, record: RequestRecord, carriedOut: boolean): Answer {
  const { allowed, headers } = sandbox.allow(sandbox.options.now())
  const answer = allowed ? routed(sandbox, received, body, record, carriedOut) : plainFailure(429, 'Too Many Requests')
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

function routed (sandbox: Sandbox, { method, prefix, path, search, headers }: Received, body: Body, record: RequestRecord, carriedOut: boolean): Answer {
  const { store, variants, options } = sandbox
  const destination = destinationOf(method, path)
  // The web server in front knows nothing of tokens.
  if (destination.kind === 'slash_missing') return redirection(301, `${prefix}${path}/${search}`)
  if (destination.kind === 'nowhere') return htmlPage(404, '404 Not Found')
  if (!isAuthorized(headers.authorization, options)) return plainFailure(401, 'Unauthorized')

  record.operation = destination.name
  const now = options.now()
  try {
    const said = destination.operation({ store, variants, now }, { params: destination.params, query: new URLSearchParams(search), body })
    if (said.changes && carriedOut) {
      store.accept(destination.name, said.changes, options.applyAfterMs === 'manual' ? null : now.getTime() + (options.applyAfterMs ?? 100))
      record.applied = true
    }
    return success(said, variants)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    record.why = error.why
    return refusal(error, method, variants)
  }
}
