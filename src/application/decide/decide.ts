import type { Ask } from '../../domain/destination.ts'
import { ALL } from '../../domain/fate.ts'
import { Refusal } from '../../domain/errors.ts'
import type { Caller } from '../../domain/principal.ts'
import type { HoldAnswer } from '../../domain/views/hold.ts'
import { view } from '../../domain/view/view.ts'
import { findLastOfCause, lockSomeOfCause, type Cause } from '../../postgres/record/causes.ts'
import { findLiveEvents } from '../../postgres/record/events.ts'
import { lockHold, setDecided, type HoldRow } from '../../postgres/record/holds.ts'
import { findLink, setLinksDue } from '../../postgres/record/links.ts'
import type { Interpreting } from '../interpret/interpret.ts'
import type { Recording } from '../interpret/recording.ts'
import { writeRecord } from '../interpret/write-record.ts'
import { answerEvent } from './answer-event.ts'
import { takeOut } from './withdraw.ts'

/** What an approval may carry; which of it is needed depends on the reason. */
export type Answer = Omit<HoldAnswer, 'whole_cause'>

export type Decision = { kind: 'approve', answer: Answer, wholeCause: boolean } | { kind: 'reject', wholeCause: boolean }

/** Questions answered in one transaction; of a whole cause there may be a hundred thousand. */
const AT_ONCE = 100

/**
 * A person's word on a question, or on all that share its cause now. Answers how many it took. An approval acts on the link
 * with its answer; rejecting an ending or an identity withdraws the event; any other rejection leaves the field as it is
 * there. A whole cause goes in batches, the question that was asked first: should it break off, the rest is open as before.
 */
export async function decide (needs: Interpreting, caller: Caller, id: string, decision: Decision): Promise<number> {
  const cause = await writeRecord(needs, caller.tenant, true, async (recording): Promise<(Cause & { upTo: number }) | undefined> => {
    const asked = await lockHold(recording.db, caller.tenant, id)
    if (asked === undefined) throw new Refusal('not_found', 'There is no such hold.')
    if (asked.state !== 'open') throw new Refusal('conflict', `This hold is not open any more: it was ${asked.state}.`)
    const cause = { tenant: caller.tenant, reason: asked.reason, cause: asked.cause }
    const upTo = decision.wholeCause ? await findLastOfCause(recording.db, cause) : 0
    await decideOne(recording, asked, decision, caller.label)
    return { ...cause, upTo }
  })
  let count = 1
  for (let decided = AT_ONCE; cause !== undefined && decision.wholeCause && decided === AT_ONCE; count += decided) {
    decided = await writeRecord(needs, caller.tenant, true, async (recording) => {
      const holds = await lockSomeOfCause(recording.db, cause, cause.upTo, AT_ONCE)
      for (const hold of holds) await decideOne(recording, hold, decision, caller.label)
      return holds.length
    }) ?? 0
  }
  return count
}

async function decideOne (recording: Recording, hold: HoldRow, decision: Decision, by: string): Promise<void> {
  await setDecided(recording.db, [hold.id], decision.kind === 'approve' ? 'approved' : 'rejected', decision.kind === 'approve' ? recording.keys.seal(decision.answer) : null, by)
  if (hold.event !== null) {
    return decision.kind === 'approve' ? answerEvent(recording, { ...hold, event: hold.event }, decision.answer) : takeOut(recording, hold.event)
  }
  const ask = recording.keys.open<Ask>(hold.sealed)
  if (decision.kind === 'approve') requireAnswer(ask, decision.answer)
  else if (ask.registers.includes('termination') || ask.registers.includes(ALL)) await withdrawEnding(recording, hold.link!, ask)
  await setLinksDue(recording.db, [hold.link!], recording.now)
}

function requireAnswer ({ reason, offers = [] }: Ask, answer: Answer): void {
  // A platform with a list of its own is answered with an entry of it.
  const named = offers.flatMap((offer) => Object.keys(offer.answer.values ?? {})).some((field) => answer.values?.[field] !== undefined)
  if (reason === 'reason_missing' && answer.reason === undefined && !named) {
    throw new Refusal('invalid', 'Say why the contract ends.', [{ pointer: '/reason', code: 'required', params: { field: 'reason' } }])
  }
}

/** The ending that was asked about is taken back at its source: the event that said it. */
async function withdrawEnding (recording: Recording, linkId: string, { registers }: Ask): Promise<void> {
  const link = await findLink(recording.db, linkId)
  if (link === undefined) return
  const events = (await findLiveEvents(recording.db, recording.keys, [link.employee])).get(link.employee) ?? []
  const { owners, state } = view(events, recording.now, { zone: recording.settings.time_zone })
  const said = owners.get('termination')
  // A question about the whole person is about an ending only when they have left.
  if (said !== undefined && (registers.includes('termination') || state === 'leaver')) await takeOut(recording, said)
}
