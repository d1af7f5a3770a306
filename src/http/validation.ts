import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { FastifyRouteSchemaDef } from 'fastify/types/schema.js'
import { Refusal } from '../domain/errors.ts'
import type { Fault } from '../domain/faults.ts'
import { faultsOf } from '../domain/validate.ts'
import { invalid, refuse } from './refusals.ts'
import { unstorable } from './storable.ts'

/** Requests are judged by the domain's validator, so that a query is refused in the same words as a body. */
export function validate (app: FastifyInstance): void {
  app.setValidatorCompiler(compile)
}

const compile: FastifySchemaCompiler<TSchema> = ({ schema, httpPart, method }) => (data: unknown) => {
  if (httpPart === 'headers') return { value: data }   // read where they are used
  if (httpPart === 'querystring') return judged(coerced(data as Record<string, unknown>, schema), schema, '/query')
  if (httpPart === 'body') return judgedBody(data, schema)
  const params = judged(data, schema, '/path')
  // What cannot be a name does not exist; only who creates it is told how it must look.
  return params.error !== undefined && method !== 'PUT' ? { error: refuse('nothing_here') } : params
}

/** For routes whose body the domain judges itself: its schema is for the reader of the page. */
export const documented = {
  validatorCompiler: (part: FastifyRouteSchemaDef<unknown>) => part.httpPart === 'body' ? () => true : compile(part as FastifyRouteSchemaDef<TSchema>)
}

function judgedBody (data: unknown, schema: TSchema): { value?: unknown, error?: Refusal } {
  if (data === undefined && !mayBeEmpty(schema)) return { error: refuse('no_body') }
  const faults = unstorable(data)
  return faults.length > 0 ? { error: invalid(faults) } : judged(data ?? {}, schema, '')
}

function judged (value: unknown, schema: TSchema, at: string): { value?: unknown, error?: Refusal } {
  const faults: Fault[] = faultsOf(schema, value)
  if (faults.length === 0) return { value }
  return { error: invalid(faults.map((fault) => ({ ...fault, pointer: at + fault.pointer }))) }
}

/** Query values are texts; a schema that wants a number or a boolean gets one when the text is one. */
function coerced (query: Record<string, unknown>, schema: TSchema): Record<string, unknown> {
  const properties: Record<string, TSchema> = schema.properties
  return Object.fromEntries(Object.entries(query).map(([name, value]) => {
    const type = Object.hasOwn(properties, name) ? properties[name]!.type : undefined
    if (type === 'integer' && typeof value === 'string' && /^-?\d{1,9}$/.test(value)) return [name, Number(value)]
    if (type === 'boolean' && (value === 'true' || value === 'false')) return [name, value === 'true']
    return [name, value]
  }))
}

const mayBeEmpty = ({ required = [] }: TSchema): boolean => required.length === 0
