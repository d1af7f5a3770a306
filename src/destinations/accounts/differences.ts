import type { Ask, Desired, Settings } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { asking, changesIn, valueIn, type Change, type Finding } from './findings.ts'
import { isBlank, same } from './kinds.ts'
import type { Meant } from './meant.ts'
import type { AccountOptions, Platform } from './platform.ts'

/** What differs between the record and what stands there (nothing, for an account to be made), and what is in question. */
export function differences<O extends AccountOptions> (platform: Platform<O>, desired: Desired, known: KnownAccount | undefined, settings: Settings<O>): Finding[] {
  const { meant, findings } = platform.meant(desired, known, settings)
  const different = meant.filter(({ field, kind, value }) => !same(kind, value, known?.fields[field]))
  return [
    ...findings,
    ...keepingOne(platform, different.flatMap((each) => known === undefined ? fresh(each) : changed(platform, each, known, settings)), known)
  ]
}

const fresh = ({ field, value: to, registers }: Meant): Finding[] => isBlank(to) ? [] : [{ change: { field, from: undefined, to, registers } }]

function changed<O extends AccountOptions> (platform: Platform<O>, meant: Meant, known: KnownAccount, settings: Settings<O>): Finding[] {
  const { field, value: to, registers } = meant
  const change: Change = { field, from: known.fields[field], to, registers }
  const refused = known.refused?.[field]
  if (refused !== undefined && same(meant.kind, refused.value, to)) return refusedBefore(platform, change, refused, settings)
  return to === null ? emptied(platform, meant, change, settings) : [{ change }]
}

/** The same value would be refused again; a person may know why it would not. */
function refusedBefore<O extends AccountOptions> ({ name }: Platform<O>, change: Change, { reason, code, times }: NonNullable<KnownAccount['refused']>[string], settings: Settings<O>): Finding[] {
  const { field, to, registers } = change
  const details = {
    unconfirmed: `${name} accepted ${field} twice and does not show it.`,
    identity_conflict: `Another account at ${name} has this ${field}.`,
    refused_value: `${name} refused ${field}.`
  }
  const ask: Ask = {
    reason,
    registers,
    field,
    cause: `${reason}:${field}:${JSON.stringify(to)}`,
    asked: `${reason}:${field}:${JSON.stringify(to)}:${times}`,
    detail: `${details[reason]} (${code})`,
    choices: reason === 'refused_value' ? { [`values.${field}`]: 'what to send instead; left out: the same once more' } : {}
  }
  return asking(ask, settings, (answer) => {
    const instead = valueIn(answer, field, registers)
    if (instead === undefined) return [{ change }]
    return instead === change.from ? [] : [{ change: { ...change, to: instead } }]
  })
}

/** HR emptied a text: whether an empty one is wanted there is the owner's choice. */
function emptied<O extends AccountOptions> (platform: Platform<O>, meant: Meant, change: Change, settings: Settings<O>): Finding[] {
  const { field, registers, from } = change
  if (platform.cannotBeCleared(meant, settings.options)) return [{ withheld: { field, why: 'cannot_be_cleared', registers } }]
  const policy = settings.options.clear
  if (policy === 'send') return [{ change }]
  if (policy === 'skip') return [{ withheld: { field, why: 'clear', registers } }]
  const ask: Ask = {
    reason: 'clear',
    registers,
    field,
    cause: `clear:${field}`,
    asked: `clear:${field}:${JSON.stringify(from)}`,
    detail: `HR has emptied ${field}; at ${platform.name} it still stands. Approve to write an empty text.`,
    choices: {}
  }
  return asking(ask, settings, () => [{ change }])
}

/** The last identifier is never taken away: nobody could be found again. */
function keepingOne<O extends AccountOptions> ({ identifiers }: Platform<O>, findings: Finding[], known: KnownAccount | undefined): Finding[] {
  const after = new Map(identifiers.map((field) => [field, known?.fields[field]]))
  for (const { field, to } of changesIn(findings)) if (after.has(field)) after.set(field, to)
  if (known === undefined || [...after.values()].some((value) => !isBlank(value))) return findings
  return findings.map((each) => 'change' in each && identifiers.includes(each.change.field) && isBlank(each.change.to)
    ? { withheld: { field: each.change.field, why: 'last_identifier', registers: each.change.registers } }
    : each)
}

/** Whether a change is what the brake counts: one value becoming another. */
export const isRekey = <O extends AccountOptions>({ rekeys, kindOf }: Pick<Platform<O>, 'rekeys' | 'kindOf'>, { field, from, to }: Change): boolean =>
  rekeys.includes(field) && !isBlank(from) && !same(kindOf(field), from, to)
