/** Dotted paths into JSON, such as `employee.firstName` or `errors.0.field`. A part that is a number is an index. */

export function at (value: unknown, path: string | undefined): unknown {
  if (path === undefined) return value
  let found = value
  for (const part of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined
    found = (found as Record<string, unknown>)[part]
  }
  return found
}

const INDEX = /^\d{1,3}$/

/** The same tree with a value at a path; what is on the way is made. */
export function having (tree: unknown, path: string | undefined, value: unknown): unknown {
  if (path === undefined) return value
  const [part = '', ...rest] = path.split('.')
  const below = rest.length === 0 ? undefined : rest.join('.')
  if (INDEX.test(part)) {
    const list: unknown[] = Array.isArray(tree) ? [...tree] : []
    list[Number(part)] = having(list[Number(part)], below, value)
    return Array.from(list, (each) => each ?? null)
  }
  const object = typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? tree as Record<string, unknown> : {}
  return { ...object, [part]: having(Object.hasOwn(object, part) ? object[part] : undefined, below, value) }
}

/** Whether a value of an answer is one that the settings name: 1, "1" and true, "true" are each one value. Anything but a plain value is none. */
export const isValue = (found: unknown, named: unknown): boolean =>
  found === named || (['boolean', 'string', 'number'].includes(typeof found) && String(found) === String(named))
