/** Part of a JSON document. */
type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

/**
 * What clients may rely on, one line each: operations, their parameters, bodies and answers, the fields of every schema and
 * the values of every closed list. A release may add lines; a line that goes away breaks somebody.
 */
export function surfaceOf (document: Json): string[] {
  const lines = new Set<string>()

  for (const [path, item] of entries(at(document, 'paths'))) {
    for (const [method, operation] of entries(item).filter(([name]) => METHODS.includes(name))) {
      const name = `${method.toUpperCase()} ${path}`
      lines.add(name)
      for (const parameter of list(at(operation, 'parameters'))) schema(`${name} ${text(at(parameter, 'in'))} ${text(at(parameter, 'name'))}`, at(parameter, 'schema'))
      bodies(`${name} request`, at(operation, 'requestBody'))
      for (const [status, answer] of entries(at(operation, 'responses'))) bodies(`${name} ${status}`, answer)
    }
  }
  for (const [title, value] of entries(at(at(document, 'components'), 'schemas'))) schema(title, value)
  return [...lines].sort()

  function bodies (name: string, holder: Json | undefined): void {
    if (holder === undefined) return
    lines.add(name)
    for (const [type, media] of entries(at(holder, 'content'))) schema(`${name} ${type}`, at(media, 'schema'))
  }

  function schema (name: string, value: Json | undefined): void {
    lines.add(name)
    const reference = at(value, '$ref')
    if (reference !== undefined) lines.add(`${name} is ${text(reference).split('/').at(-1)}`)
    for (const each of list(at(value, 'enum'))) lines.add(`${name} = ${JSON.stringify(each)}`)
    if (at(value, 'const') !== undefined) lines.add(`${name} = ${JSON.stringify(at(value, 'const'))}`)
    for (const [field, each] of entries(at(value, 'properties'))) schema(`${name}.${field}`, each)
    if (at(value, 'items') !== undefined) schema(`${name}[]`, at(value, 'items'))
    for (const each of [...list(at(value, 'anyOf')), ...list(at(value, 'oneOf')), ...list(at(value, 'allOf'))]) schema(name, each)
  }
}

const at = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value[name] : undefined
const entries = (value: Json | undefined): [string, Json][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
const list = (value: Json | undefined): Json[] => Array.isArray(value) ? value : []
const text = (value: Json | undefined): string => String(value)
