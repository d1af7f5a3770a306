import { Type } from '@sinclair/typebox'

/** The address of a vendor's API, with the one that most have. */
export const baseUrl = (usual: string | undefined, description = 'Address of the API.') =>
  Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 500, description, ...(usual !== undefined && { default: usual }), examples: [usual ?? 'https://hr.example.com'] })

export const requestsPerSecond = (usual: number) =>
  Type.Optional(Type.Number({ minimum: 0.01, maximum: 1000, default: usual, description: 'Calls to the API at most, by all workers together.' }))

/** A secret of the vendor's. */
export const secretText = (description: string) => Type.String({ minLength: 1, maxLength: 20_000, description })
