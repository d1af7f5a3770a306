import type { WebhookAnswer } from '../../domain/source.ts'

export const MEDIA_TYPE = 'application/scim+json; charset=utf-8'
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'

/** RFC 7644, 3.12. */
export type ScimType = 'invalidFilter' | 'tooMany' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue' | 'invalidVers' | 'sensitive'

/** A request that cannot be done. The detail names attributes and says what to do; it says nothing of anybody. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  readonly headers: Record<string, string>
  constructor (status: number, scimType: ScimType | undefined, detail: string, headers: Record<string, string> = {}) {
    super(detail)
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
    this.headers = headers
  }
}

export const invalid = (scimType: ScimType, detail: string): ScimError => new ScimError(400, scimType, detail)

/** The status is a text in the body, as the RFC has it. */
export function failure (status: number, detail: string, scimType?: ScimType, headers: Record<string, string> = {}): WebhookAnswer {
  return {
    status,
    type: MEDIA_TYPE,
    headers: { ...(status === 401 && { 'www-authenticate': 'Bearer realm="cracha", Basic realm="cracha"' }), ...headers },
    body: JSON.stringify({ schemas: [ERROR], status: String(status), ...(scimType && { scimType }), detail })
  }
}
