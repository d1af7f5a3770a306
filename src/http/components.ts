/** A part of a JSON document that may be a schema with a name. */
type Json = unknown

/**
 * Moves every schema that has a title into components/schemas and leaves a reference: written once in the code, once in the
 * page. Throws when two different schemas have one title.
 */
export function nameComponents (document: { components?: object, [part: string]: unknown }): object {
  const schemas: Record<string, { schema: object, examples: Json }> = {}

  function walk (value: Json): Json {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const copy = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, HOLDS_VALUES.has(name) ? each : walk(each)]))
    if (typeof copy.title !== 'string' || !isSchema(copy)) return copy
    const { title, examples, ...schema } = copy
    const known = schemas[title as string]
    if (known !== undefined && JSON.stringify(known.schema) !== JSON.stringify(schema)) throw new Error(`two different schemas are called ${title as string}`)
    schemas[title as string] = { schema, examples: examples ?? known?.examples }   // at the top of a body they stand beside the schema
    return { $ref: `#/components/schemas/${title as string}` }
  }

  const walked = walk(document) as { components?: object }
  const named = Object.entries(schemas)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([title, { schema, examples }]) => [title, { title, ...schema, ...(examples !== undefined && { examples }) }])
  return { ...walked, components: { ...walked.components, schemas: Object.fromEntries(named) } }
}

// What stands under these names is a value, not a schema, even where it looks like one.
const HOLDS_VALUES = new Set(['example', 'examples', 'default', 'enum', 'const'])

const isSchema = (value: object): boolean => 'type' in value || 'anyOf' in value
