import { dateIn, type CalendarDate, type Instant } from '../calendar.ts'
import { compareStamps, opens, type Stamp } from '../event.ts'
import type { Termination } from '../fields.ts'
import type { Saying } from './contracts.ts'
import { sameValue } from './registers.ts'

/** One stretch of an employment: from a hire to a termination. */
export interface Stint {
  hireDate: CalendarDate | undefined
  /** The event that announced it; undefined while nobody said a hire or a full row. */
  opener: string | undefined
  announced: Stamp
  /** The event that its hire date comes from. */
  datedBy: string
  /** The hires and full rows that state one of its dates, or none while there was no other: whatever else they say is said of this stint. */
  hires: string[]
  termination: { value: Termination, event: string } | undefined
  /** The event that took the termination back. */
  undoneBy: string | undefined
}

interface Candidate extends Pick<Stint, 'hireDate' | 'opener' | 'announced' | 'datedBy' | 'hires'> {
  /** The last statement of its date: of merged candidates, the one stated last has the date in force. */
  stated: Stamp
  /** A termination dated before it was said of it: a new date is another hire, and no postponement. */
  cancelled: boolean
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
  for (const saying of sayings) if ('termination' in saying.fields) attribute(candidates, saying, zone, different)
  return { stints: merged(candidates), different }
}

/** Whether the sayings so far leave the contract open at `at`, to the day: which contract a statement without a number means. */
export function isOpenFor (sayings: Saying[], at: Instant, zone: string): boolean {
  const last = stintsOf(sayings, zone).stints.at(-1)
  return last?.termination === undefined || dateIn(zone, at) < last.termination.value.date
}

function candidatesOf (sayings: Saying[], zone: string, different: Set<string>): Candidate[] {
  const candidates: Candidate[] = []
  for (const saying of sayings) {
    const { event, fields } = saying
    const hire = opens(event.type)
    const last = candidates.at(-1)
    if (last === undefined) {
      candidates.push(candidateFrom(saying))
      if (hire) different.add(event.id)
    } else if (hire) {
      hired(candidates, last, saying, zone, different)
    } else if ('hire_date' in fields && (fields.hire_date ?? undefined) !== last.hireDate) {
      Object.assign(last, { hireDate: fields.hire_date ?? undefined, datedBy: event.id, stated: event.stamp })
      different.add(event.id)
    }
    if ('termination' in fields) for (const each of candidates) each.cancelled = fields.termination != null && (each.cancelled || fields.termination.date < (each.hireDate ?? ''))
  }
  return candidates
}

function candidateFrom ({ event, fields }: Saying): Candidate {
  const hire = opens(event.type)
  return {
    hireDate: fields.hire_date ?? undefined,
    opener: hire ? event.id : undefined,
    announced: event.stamp,
    datedBy: event.id,
    hires: hire ? [event.id] : [],
    stated: event.stamp,
    cancelled: false,
    ending: undefined
  }
}

/** A hire or a full row of a contract of which something was said before. */
function hired (candidates: Candidate[], last: Candidate, saying: Saying, zone: string, different: Set<string>): void {
  const { event, fields: { hire_date: told }, row } = saying
  const date = told ?? undefined
  const same = candidates.find(({ hireDate }) => hireDate !== undefined && hireDate === (date ?? row?.hire_date))
  if (same !== undefined) {
    same.hires.push(event.id)
    if (date !== undefined) same.stated = event.stamp
    if (same.opener !== undefined) return
    same.opener = event.id
    different.add(event.id)
  } else if (last.opener === undefined && (date === undefined || last.hireDate === undefined)) {
    Object.assign(last, { opener: event.id, hireDate: date ?? last.hireDate, announced: event.stamp, datedBy: date === undefined ? last.datedBy : event.id, stated: event.stamp })
    last.hires.push(event.id)
    different.add(event.id)
  } else if (date !== undefined) {
    different.add(event.id)
    // Until a stint has begun, a new date is a postponement, not another stint.
    const begun = last.hireDate === undefined || last.hireDate <= dateIn(zone, event.stamp.time)
    if (begun || last.cancelled) candidates.push(candidateFrom(saying))
    else {
      Object.assign(last, { hireDate: date, opener: last.opener ?? event.id, datedBy: event.id, stated: event.stamp })
      last.hires.push(event.id)
    }
  } else if (candidates.length === 1) last.hires.push(event.id)   // without a date: said of the only stint there is
}

function attribute (candidates: Candidate[], saying: Saying, zone: string, different: Set<string>): void {
  const { event, fields: { termination: value } } = saying
  const announcedBefore = candidates.filter(({ announced }) => compareStamps(announced, event.stamp) <= 0)
  const end = (candidate: Candidate) => {
    candidate.ending = { value: value ?? null, event: event.id, stamp: event.stamp }
    different.add(event.id)
  }
  if (value == null) {
    const undone = endingOfCurrent(announcedBefore, saying, zone)
    if (undone?.value != null) for (const candidate of candidates) if (candidate.ending?.event === undone.event) end(candidate)
    return
  }
  const begun = byDate(candidates).findLast(({ hireDate = '' }) => hireDate <= value.date)
  // Dated before every stint, it cancels what was announced before it: a no-show.
  const announced = announcedBefore.filter((candidate) => endedBy(candidate) === endedBy(announcedBefore.at(-1)!))
  for (const candidate of begun !== undefined ? [begun] : announced) if (!sameValue(candidate.ending?.value, value)) end(candidate)
}

/** The ending that a statement without one takes back: that of the stint it speaks of, or of the one that counts that day; not of the one before. */
function endingOfCurrent (candidates: Candidate[], { event, fields, row = fields }: Saying, zone: string): Candidate['ending'] {
  const inOrder = byDate(candidates)
  const today = row.hire_date ?? dateIn(zone, event.stamp.time)
  const current = Math.max(0, inOrder.findLastIndex(({ hireDate }) => (hireDate ?? '') <= today))
  return inOrder.slice(current).find(({ ending }) => ending !== undefined)?.ending
}

const byDate = (candidates: Candidate[]): Candidate[] =>
  [...candidates].sort((a, b) => (a.hireDate ?? '') < (b.hireDate ?? '') ? -1 : (a.hireDate ?? '') > (b.hireDate ?? '') ? 1 : 0)

const endedBy = ({ ending }: Candidate): string | undefined => ending?.value == null ? undefined : ending.event

function merged (candidates: Candidate[]): Stint[] {
  const inOrder = byDate(candidates)
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
      datedBy: latest.datedBy,
      hires: group.flatMap(({ hires }) => hires),
      termination: candidate.ending?.value == null ? undefined : { value: candidate.ending.value, event: candidate.ending.event },
      undoneBy: group.map(({ ending }) => ending).filter((ending) => ending?.value === null).sort((a, b) => compareStamps(a!.stamp, b!.stamp)).at(-1)?.event
    })
    group = []
  }
  return stints
}
