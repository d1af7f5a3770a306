import type { Ask, Desired, Plan } from '../../../domain/destination.ts'
import type { Known, KnownAccount } from '../../../domain/known.ts'
import { creating } from '../../accounts/accounts.ts'
import { differences, isRekey } from '../../accounts/differences.ts'
import { asking, assembled, changesIn, othersIn, type Finding } from '../../accounts/findings.ts'
import { planned } from '../../accounts/plan.ts'
import type { Platform } from '../../accounts/platform.ts'
import { kindOf, REKEYS } from '../lines.ts'
import { meantFor, unmappedIn } from '../meant.ts'
import type { ScimOptions, ScimSettings } from '../options.ts'
import * as steps from './steps.ts'

/** Entra's inbound provisioning, as planning sees it: nobody can be looked up, and whoever is uploaded is somebody by externalId. */
export const ENTRA: Platform<ScimOptions> = {
  name: 'Entra',
  kindOf,
  identifiers: ['externalId'],
  rekeys: [...REKEYS, 'manager'],
  // Whether a null takes a value away there is documented nowhere.
  cannotBeCleared: () => true,
  meant,
  unmapped: unmappedIn,
  lacking: (changes, { options }) => [...new Set(['externalId', ...options.required])].filter((field) => !changes.some((each) => each.field === field)),
  create: (changes, _desired, { options }) => steps.create(changes, options),
  update: (known, changes, _desired, { options }) => steps.update(known, changes, (change) => isRekey(ENTRA, change), options).map((step) => ({ step })),
  end: (_desired, known, { options }) => [{ step: steps.end(known, options) }],
  rehire: {
    way: ({ rehire }) => rehire === 'hold' ? undefined : rehire,
    ways: { update: 'upload the same person as active' },
    steps: (_way, desired, known, settings) => creating(ENTRA, desired, settings, (changes) => steps.reactivate(known, changes, settings.options))
  }
}

/** Another externalId would be another person: whoever was uploaded keeps theirs. */
function meant (desired: Desired, known: KnownAccount | undefined, settings: ScimSettings): { meant: ReturnType<typeof meantFor>['meant'], findings: Finding[] } {
  const { meant: all, findings } = meantFor(desired, known, settings)
  if (known === undefined) return { meant: all, findings }
  const other = all.filter(({ field, value }) => field === 'externalId' && value !== known.remoteId)
  return { meant: all.filter(({ field }) => field !== 'externalId'), findings: [...findings, ...other.map(({ field, registers }) => ({ withheld: { field, why: 'identifier_stays', registers } }))] }
}

/** Pure. To repeat an upload is harmless, so that no doubt is waited for. */
export function plan ({ doubtUntil: _, ...desired }: Desired, known: Known, settings: ScimSettings): Plan {
  const unmapped = unmappedIn(desired.fields, settings.options)
  if (known.kind === 'absent' && desired.state === 'ended') return assembled(desired.inScope ? unseen(desired, settings) : [], unmapped)
  const whole = planned(ENTRA, desired, known, settings)
  const failed = known.kind === 'active' || known.kind === 'ended' ? known.refused?.upload : undefined
  if (failed === undefined || whole.steps.length > 0) return whole
  const { holds, withheld, steps: more } = assembled(onceMore(known as KnownAccount, failed, settings), [])
  return { ...whole, steps: more, holds: [...whole.holds, ...holds], withheld: [...whole.withheld, ...withheld] }
}

/** A leaver whom we never uploaded may be there all the same, and nobody can look. */
function unseen (desired: Desired, settings: ScimSettings): Finding[] {
  const { options } = settings
  if (options.unseen_leavers === 'skip' && desired.mayBeCreated) return []
  const found = differences(ENTRA, desired, undefined, settings)
  const changes = changesIn(found)
  if (ENTRA.lacking(changes, settings).includes('externalId')) return othersIn(found)
  const send = (): Finding[] => [{ step: steps.endUnseen(changes, options) }]
  if (options.unseen_leavers === 'send' && desired.mayBeCreated) return send()
  const ask: Ask = {
    reason: 'unknown_person',
    registers: ['termination'],
    cause: 'unseen_leaver',
    asked: 'unseen_leaver',
    detail: 'Somebody has left whom we never uploaded, and Entra cannot be asked whether they are there. Approve to upload them as inactive, which ends the account if there is one and may make an inactive one if there is none; reject to leave it.',
    choices: {}
  }
  return asking(ask, settings, send)
}

/** The provisioning logs tell of a failure, or of nothing. */
function onceMore (known: KnownAccount, { reason, code }: NonNullable<KnownAccount['refused']>[string], settings: ScimSettings): Finding[] {
  const failures = Number(known.notes?.failures ?? 1)
  const ask: Ask = {
    reason,
    registers: [known.kind === 'ended' ? 'termination' : 'hire'],
    field: 'upload',
    cause: `upload:${code}`,
    asked: `upload:${code}:${failures}`,
    detail: code === 'not_in_logs'
      ? 'The upload was accepted, and the provisioning logs do not have this person. Perhaps the provisioning job is paused, or in quarantine. Approve to upload once more.'
      : `The upload was accepted, and the provisioning failed (${code}). Its logs say why. Approve to upload once more.`,
    choices: {}
  }
  return asking(ask, settings, () => [{ step: steps.again(known, settings.options) }])
}
