import type { Ask, Desired, KnownAccount } from '../../domain/destination.ts'
import { blockedMeant } from './blocked.ts'
import { asking, changesIn, type Change, type Finding, type PulsesSettings, valueIn } from './findings.ts'
import { isBlank, same } from './kinds.ts'
import { grouped, titled } from './labels.ts'
import { leadersAgainAt, leadersMeant } from './leaders.ts'
import { IDENTIFIERS, kindOf } from './lines.ts'
import { meantBy, type Meant } from './meant.ts'

/** What differs between the record and what stands there (nothing, for an account to be made), and what is in question. */
export function differences (desired: Desired, known: KnownAccount | undefined, settings: PulsesSettings): Finding[] {
  const { options } = settings
  const plain = meantBy(desired, options)
  const labels = plain.meant.map((each): { meant?: Meant, findings: Finding[] } => {
    if (each.field === 'position') return titled(each, known, settings, desired.at)
    return each.kind === 'groups' ? grouped(each, known, settings, desired.at) : { meant: each, findings: [] }
  })
  const leaders = leadersMeant(desired, known, options)
  const meant = [...labels.flatMap((each) => each.meant ?? []), ...leaders.meant, ...blockedMeant(desired, known, options)]
  const different = meant.filter(({ field, kind, value }) => !same(kind, value, known?.fields[field]))
  return [
    ...plain.withheld.map((withheld) => ({ withheld })),
    ...labels.flatMap(({ findings }) => findings),
    ...leaders.findings,
    ...keepingOne(different.flatMap((each) => known === undefined ? fresh(each) : changed(each, known, desired, settings)), known)
  ]
}

const fresh = ({ field, value: to, registers }: Meant): Finding[] => isBlank(to) ? [] : [{ change: { field, from: undefined, to, registers } }]

function changed (meant: Meant, known: KnownAccount, desired: Desired, settings: PulsesSettings): Finding[] {
  const { field, value: to, registers } = meant
  const change: Change = { field, from: known.fields[field], to, registers }
  if (field === 'leaders' && !isBlank(to) && (leadersAgainAt(known) ?? 0) > desired.at) return []
  if (known.refused?.[field] !== undefined && same(meant.kind, known.refused[field].value, to)) return refusedBefore(change, known.refused[field], settings)
  return to === null ? emptied(meant, change, settings) : [{ change }]
}

/** The same value would be refused again; a person may know why it would not. */
function refusedBefore (change: Change, { reason, code, times }: NonNullable<KnownAccount['refused']>[string], settings: PulsesSettings): Finding[] {
  const { field, to, registers } = change
  const details = {
    unconfirmed: `Pulses accepted ${field} twice and does not show it.`,
    identity_conflict: `Another account at Pulses has this ${field}.`,
    refused_value: `Pulses refused ${field}.`
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

/** HR emptied a text: whether an empty one is wanted there is the owner's choice, since its effect is documented nowhere. */
function emptied ({ kind }: Meant, change: Change, settings: PulsesSettings): Finding[] {
  const { field, registers, from } = change
  if (kind === 'date' || kind === 'word') return [{ withheld: { field, why: 'cannot_be_cleared', registers } }]
  const policy = settings.options.clear
  if (policy === 'send') return [{ change }]
  if (policy === 'skip') return [{ withheld: { field, why: 'clear', registers } }]
  const ask: Ask = {
    reason: 'clear',
    registers,
    field,
    cause: `clear:${field}`,
    asked: `clear:${field}:${JSON.stringify(from)}`,
    detail: `HR has emptied ${field}; at Pulses it still stands. Approve to write an empty text.`,
    choices: {}
  }
  return asking(ask, settings, () => [{ change }])
}

/** The last identifier is never taken away: nobody could be found again. */
function keepingOne (findings: Finding[], known: KnownAccount | undefined): Finding[] {
  const after = new Map(IDENTIFIERS.map((field) => [field, known?.fields[field]]))
  for (const { field, to } of changesIn(findings)) if (after.has(field)) after.set(field, to)
  if (known === undefined || [...after.values()].some((value) => !isBlank(value))) return findings
  return findings.map((each) => 'change' in each && IDENTIFIERS.includes(each.change.field) && isBlank(each.change.to)
    ? { withheld: { field: each.change.field, why: 'last_identifier', registers: each.change.registers } }
    : each)
}

/** A field that somebody else's number, address or leader may depend on: counted by the brake when one value becomes another. */
export const isRekey = ({ field, from, to }: Change): boolean =>
  (IDENTIFIERS.includes(field) || field === 'leaders') && !isBlank(from) && !same(kindOf(field), from, to)
