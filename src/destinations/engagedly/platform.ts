import type { Desired } from '../../domain/destination.ts'
import type { KnownAccount } from '../../domain/known.ts'
import { isRekey, differences } from '../accounts/differences.ts'
import { asking, changesIn, othersIn, registersOf, type Change, type Finding } from '../accounts/findings.ts'
import { isBlank } from '../accounts/kinds.ts'
import type { Platform } from '../accounts/platform.ts'
import { lists } from '../accounts/reading-steps.ts'
import { companions } from './body.ts'
import * as calls from './calls.ts'
import { endedOtherwise, ending } from './ending.ts'
import { IDENTIFIERS, kindOf, LISTS, REQUIRED } from './lines.ts'
import { calledBy, mandatoryIn, missing } from './mandatory.ts'
import { meant, unmappedIn } from './meant.ts'
import type { EngagedlyOptions, EngagedlySettings } from './options.ts'
import * as steps from './steps.ts'

/** Engagedly, as planning sees it. */
export const ENGAGEDLY: Platform<EngagedlyOptions> = {
  name: 'Engagedly',
  kindOf,
  identifiers: IDENTIFIERS,
  rekeys: [...IDENTIFIERS, 'manager_id', 'secondary_managers'],
  cannotBeCleared: ({ field }) => REQUIRED.includes(field),
  meant,
  unmapped: unmappedIn,
  lacking: (changes, { catalogue }) => [
    ...REQUIRED.filter((field) => !isSaid(changes, field)),
    ...mandatoryIn(catalogue).filter((field) => !REQUIRED.includes(field) && !isSaid(changes, field)).map((field) => calledBy(field, catalogue))
  ],
  create: (changes, _desired, settings) => steps.create(changes, settings),
  update,
  end: ending,
  endedOtherwise,
  rehire: {
    way: ({ rehire }, known, { fields }) => rehire === 'hold' || known.notes?.blocked_there === (fields.hire_date ?? '') ? undefined : rehire,
    ways: { update: 'activate the old account and write to it' },
    steps: (_way, desired, known, settings) => {
      const back: KnownAccount = { ...known, kind: 'active', fields: { ...known.fields, status: 'Active' }, notes: { ...known.notes, away: false } }
      const found = differences(ENGAGEDLY, desired, back, settings)
      return [{ step: steps.activate(known) }, ...othersIn(found).filter((each) => !('step' in each)), ...update(back, changesIn(found), desired, settings)]
    }
  },
  readLists: (registers) => lists(registers, [...Object.values(LISTS).map((list) => calls.page(list, 1)), calls.reasons(), calls.attributes()])
}

const isSaid = (changes: Change[], field: string): boolean => changes.some((each) => each.field === field && !isBlank(each.to))

function update (known: KnownAccount, changes: Change[], desired: Desired, settings: EngagedlySettings): Finding[] {
  const said = new Map(meant(desired, known, settings).meant.map(({ field, value }) => [field, value]))
  const patched = changes.filter(({ field }) => field !== 'status')
  const along = new Set([...patched.filter(({ to }) => !isBlank(to)), ...companions(known, patched, said, settings)].map(({ field }) => field))
  const lacking = patched.length === 0 ? [] : mandatoryIn(settings.catalogue).filter((field) => !along.has(field))
  const going = lacking.length === 0 ? changes : changes.filter(({ field }) => field === 'status')
  const ask = lacking.length === 0 ? [] : asking(missing(lacking, settings.catalogue, registersOf(patched)), settings, () => [])
  return [...ask, ...steps.update(known, going, said, settings, (change) => isRekey(ENGAGEDLY, change)).map((step) => ({ step }))]
}
