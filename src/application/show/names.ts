import type { Fields } from '../../domain/fields.ts'
import type { Keys } from '../../postgres/vault.ts'
import type { Mirror } from '../interpret/refresh.ts'

/** How somebody is told from others in a sentence: the name that is shown, and the number. */
export function nameIn (keys: Keys, sealed: Buffer | null): string | undefined {
  if (sealed === null) return undefined
  const { social_name: social, full_name: full, employee_number: number } = keys.open<Mirror>(sealed).fields satisfies Fields
  const name = social ?? full
  return name != null && number != null ? `${name} (${number})` : name ?? number ?? undefined
}
