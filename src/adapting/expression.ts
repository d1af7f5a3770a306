import jsonata from 'jsonata'

/** An expression sees one record; one that needs longer or goes deeper than this reads something else than a record. */
const LIMITS = { timeout: 200, stack: 200, sequence: 10_000 }

/** By their text: the same few expressions are evaluated for everybody. */
const compiled = new Map<string, jsonata.Expression | string>()
const MOST_KEPT = 2000

const PATTERNS = 'regular expressions cannot be limited in time: use $contains, $substringBefore, $split or a table of values'
/** What is made of data, grows without a limit, or says something else each time. */
const REFUSED = new Set(['eval', 'pad', 'now', 'millis', 'random', 'shuffle'])

/** The expression, ready to be evaluated, or why there is none. */
function compile (text: string): jsonata.Expression | string {
  const known = compiled.get(text)
  if (known !== undefined) return known
  if (compiled.size >= MOST_KEPT) compiled.clear()
  const made = make(text)
  compiled.set(text, made)
  return made
}

function make (text: string): jsonata.Expression | string {
  try {
    const expression = jsonata(text, LIMITS)
    return refusal(expression.ast()) ?? expression
  } catch (error) {
    return (error as Error).message.slice(0, 200)
  }
}

function refusal (node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const { type, value } = node as { type?: string, value?: unknown }
  if (type === 'regex' || type === 'regexp' || value instanceof RegExp) return PATTERNS
  if (type === 'variable' && typeof value === 'string' && REFUSED.has(value)) return `$${value} is not available: an expression says the same of the same record, and stays small`
  for (const each of Object.values(node)) {
    const found = refusal(each)
    if (found !== undefined) return found
  }
}

/** Why an expression cannot be used; undefined when it can. */
export function troubleWith (text: string): string | undefined {
  const expression = compile(text)
  return typeof expression === 'string' ? expression : undefined
}

/** What the expression says of a record; undefined when it says nothing, fails or takes too long. Reads nothing else. */
export async function evaluate (text: string, record: unknown): Promise<unknown> {
  const expression = compile(text)
  if (typeof expression === 'string') return undefined
  try {
    return await expression.evaluate(record)
  } catch {
    return undefined   // of this record it says nothing; whoever wrote it sees that in the preview
  }
}
