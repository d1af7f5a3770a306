import { dateIn, type CalendarDate, type Instant } from '../calendar.ts'
import { compareStamps, opens, type Stamp } from '../event.ts'
import type { Termination } from '../fields.ts'
import type { Saying } from './contracts.ts'

/** One stretch of an employment: from a hire to a termination. */
export interface Stint {
  hireDate: CalendarDate | undefined
  /** The event that announced it; undefined while nobody said a hire or a full row. */
  opener: string | undefined
  announced: Stamp
  termination: { value: Termination, event: string } | undefined
}

interface Candidate extends Stint {
  /** The last statement of its date: of merged candidates, the one stated last has the date in force. */
  stated: Stamp
  ending: { value: Termination | null, event: string, stamp: Stamp } | undefined
}

export interface Stints {
  stints: Stint[]
  /** Events about hire or termination that changed something. */
  different: Set<string>
}

/**
 * The stints of a contract. Every hire date that a hire or a full row states is a candidate; a termination ends the candidate
 * with the latest hire date not after its date; candidates with no termination between them are one stint whose date was
 * corrected. So a repeated or late hire reopens nobody, and a termination told after the rehire ends only the earlier stint.
 */
export function stintsOf (sayings: Saying[], zone: string): Stints {
  const different = new Set<string>()
  const candidates = candidatesOf(sayings, zone, different)
  for (const saying of sayings) if ('termination' in saying.fields) attribute(candidates, saying, different)
  return { stints: merged(candidates), different }
}

/** Whether the sayings so far leave the contract open at `at`, to the day: which contract a statement without a number means. */
export function isOpenFor (sayings: Saying[], at: Instant): boolean {
  const last = stintsOf(sayings, 'UTC').stints.at(-1)
  return last?.termination === undefined || dateIn('UTC', at) < last.termination.value.date
}

function candidatesOf (sayings: Saying[], zone: string, different: Set<string>): Candidate[] {
  const candidates: Candidate[] = []
  for (const { event, fields } of sayings) {
    const date = fields.hire_date ?? undefined
    const last = candidates.at(-1)
    if (opens(event.type)) {
      if (last === undefined) {
        candidates.push({ hireDate: date, opener: event.id, announced: event.stamp, stated: event.stamp, termination: undefined, ending: undefined })
        different.add(event.id)
      } else if (last.opener === undefined && (date === undefined || last.hireDate === undefined)) {
        Object.assign(last, { opener: event.id, hireDate: date ?? last.hireDate, announced: event.stamp, stated: event.stamp })
        different.add(event.id)
      } else if (date !== undefined) {
        const same = candidates.find(({ hireDate }) => hireDate === date)
        if (same !== undefined) {
          same.stated = event.stamp
          continue
        }
        different.add(event.id)
        // Until a stint has begun, a new date is a postponement, not another stint.
        const begun = last.hireDate === undefined || last.hireDate <= dateIn(zone, event.stamp.time)
        if (begun) candidates.push({ hireDate: date, opener: event.id, announced: event.stamp, stated: event.stamp, termination: undefined, ending: undefined })
        else Object.assign(last, { hireDate: date, stated: event.stamp })
      }
    } else if (last === undefined) {
      candidates.push({ hireDate: date, opener: undefined, announced: event.stamp, stated: event.stamp, termination: undefined, ending: undefined })
    } else if ('hire_date' in fields && date !== last.hireDate) {
      last.hireDate = date
      different.add(event.id)
    }
  }
  return candidates
}

function attribute (candidates: Candidate[], { event, fields }: Saying, different: Set<string>): void {
  const value = fields.termination
  const announcedBefore = candidates.filter(({ announced }) => compareStamps(announced, event.stamp) <= 0)
  if (value == null) {
    const undone = announcedBefore.filter(({ ending }) => ending?.value != null).sort((a, b) => compareStamps(b.ending!.stamp, a.ending!.stamp))[0]
    for (const candidate of candidates) {
      if (undone?.ending !== undefined && candidate.ending?.event === undone.ending.event && candidate !== undone) candidate.ending = { value: null, event: event.id, stamp: event.stamp }
    }
    if (undone !== undefined) {
      undone.ending = { value: null, event: event.id, stamp: event.stamp }
      different.add(event.id)
    }
    return
  }
  const begun = candidates.filter(({ hireDate }) => hireDate === undefined || hireDate <= value.date)
    .sort((a, b) => (a.hireDate ?? '') < (b.hireDate ?? '') ? -1 : 1).at(-1)
  // Dated before every stint, it cancels what was announced before it: a no-show.
  for (const candidate of begun !== undefined ? [begun] : announcedBefore) {
    if (candidate.ending?.value != null && JSON.stringify(candidate.ending.value) === JSON.stringify(value)) continue
    candidate.ending = { value, event: event.id, stamp: event.stamp }
    different.add(event.id)
  }
}

function merged (candidates: Candidate[]): Stint[] {
  const inOrder = [...candidates].sort((a, b) => (a.hireDate ?? '') < (b.hireDate ?? '') ? -1 : (a.hireDate ?? '') > (b.hireDate ?? '') ? 1 : 0)
  const stints: Stint[] = []
  let group: Candidate[] = []
  for (const [i, candidate] of inOrder.entries()) {
    group.push(candidate)
    if (candidate.ending?.value == null && i < inOrder.length - 1) continue
    const latest = group.reduce((a, b) => compareStamps(a.stated, b.stated) <= 0 ? b : a)
    const first = group.reduce((a, b) => compareStamps(a.announced, b.announced) <= 0 ? a : b)
    stints.push({
      hireDate: latest.hireDate,
      opener: group.map(({ opener }) => opener).find((opener) => opener !== undefined),
      announced: first.announced,
      termination: candidate.ending?.value == null ? undefined : { value: candidate.ending.value, event: candidate.ending.event }
    })
    group = []
  }
  return stints
}
