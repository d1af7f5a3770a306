import { clientCredentials, type ClientCredentials } from '../../adapting/oauth.ts'
import type { Answer, Call, Context } from '../../domain/destination.ts'
import type { Authorization } from '../../domain/reading.ts'

/** The token endpoint throttles, is broken or is no token endpoint: its answer is judged like any other. */
export class TokenAnswer extends Error {
  readonly answer: Answer
  constructor (answer: Answer) {
    super(`the token endpoint answered ${answer.status}`)
    this.answer = answer
  }
}

type Needs = Pick<Context<unknown, unknown>, 'call' | 'authorization'>

/**
 * The token that authorizes calls, by client credentials: kept until it expires or is dropped. Rejects with NoToken,
 * TokenAnswer or a CallFailure.
 */
export function tokenFor ({ call, authorization }: Needs, given: ClientCredentials): Promise<Authorization> {
  return authorization.get(() => clientCredentials(async ({ url, ...request }) => {
    const { origin, pathname, search } = new URL(url)
    const answer = await call({ ...request, base: origin, path: `${pathname}${search}`, asks: true })
    if (answer.status === 408 || answer.status === 429 || answer.status >= 500) throw new TokenAnswer(answer)
    return answer
  }, given))
}

/** Makes a call with a token; one that is not accepted any more is asked for anew, once. */
export async function authorizedCall (call: Call & { headers?: Record<string, string> }, needs: Needs, given: ClientCredentials): Promise<Answer> {
  const first = await tokenFor(needs, given)
  const answer = await needs.call({ ...call, headers: { ...call.headers, ...first.headers } })
  if (answer.status !== 401) return answer
  await needs.authorization.drop(first)
  const second = await tokenFor(needs, given)
  return await needs.call({ ...call, headers: { ...call.headers, ...second.headers } })
}
