export type ScimType = 'uniqueness' | 'mutability' | 'invalidValue' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidFilter' | 'tooMany' | 'sensitive'

/** A refusal as RFC 7644, 3.12 has it. */
export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  constructor (status: number, detail: string, scimType?: ScimType) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

export const bad = (scimType: ScimType, detail: string): ScimError => new ScimError(400, detail, scimType)

export const asBody = ({ status, scimType, message }: ScimError, statusAs: 'string' | 'number'): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: statusAs === 'string' ? String(status) : status,
  ...(scimType && { scimType }),
  detail: message
})

export type Json = Record<string, unknown>
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
