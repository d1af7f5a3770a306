import type { Fault } from '../../domain/faults.ts'
import type { MappingOptions } from './fields.ts'
import { troubleWith } from '../../adapting/expression.ts'

/** Expressions of a mapping that cannot be used, each with its place. */
export function faultsOfMapping ({ mapping = {} }: MappingOptions): Fault[] {
  return Object.entries(mapping).flatMap(([name, rule]): Fault[] => {
    if (typeof rule === 'string' || Array.isArray(rule) || rule.expression === undefined) return []
    const why = troubleWith(rule.expression)
    return why === undefined ? [] : [{ pointer: `/mapping/${name}/expression`, code: 'invalid_value', params: { why } }]
  })
}
