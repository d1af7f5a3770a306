import type { Chaos } from '../row.ts'

/**
 * Half of the calls are carried out at once and answered late, so that most of what happens to us happens between a call and
 * its answer, where it hurts.
 */
export function slowly ({ world: { tenants } }: Chaos, ms = 150): void {
  for (const { sandbox } of tenants) sandbox.faults.push({ kind: 'slow', ms, chance: 0.5, times: 'always' })
}
