import { isObject } from '../json.ts'
import { wordKey } from '../mapping/lookup.ts'

/** Money, family and health: never needed, so not even stored of what is read. */
const PRIVATE = [
  'salary', 'salario', 'wage', 'remuneration', 'remuneracao', 'compensation', 'bank', 'banco', 'bank account', 'conta bancaria', 'conta corrente',
  'dependents', 'dependentes', 'health', 'saude', 'medical', 'exames', 'disability', 'deficiencia', 'password', 'senha'
]

/** A record without the members of these names, at whatever depth. */
export function withoutPrivate (record: unknown, more: string[] = []): unknown {
  const names = new Set([...PRIVATE, ...more].map(wordKey))
  const clean = (value: unknown): unknown => Array.isArray(value)
    ? value.map(clean)
    : isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(wordKey(name))).map(([name, each]) => [name, clean(each)])) : value
  return clean(record)
}
