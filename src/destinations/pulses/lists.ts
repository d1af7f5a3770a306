import type { Desired, Step } from '../../domain/destination.ts'
import type { Known } from '../../domain/known.ts'
import type { Outcome } from '../../domain/outcome.ts'
import { tidy } from '../../domain/text.ts'
import * as calls from './calls.ts'
import { idIn, isObject } from '../accounts/exchange.ts'
import { exchange, unexpected, type PulsesContext } from './exchange.ts'
import { LISTS } from './labels.ts'
import { peopleIn } from './person.ts'

interface Entry { label: string, remoteId?: string }

const MOST_PAGES = 1000
const DEEPEST = 20

/**
 * Reads the groups, and the job titles that anybody has: Pulses has no list of titles. An account that has no groups, or does
 * not have that call, has an empty list.
 */
export async function readLists (_step: Step, _desired: Desired, known: Known, context: PulsesContext): Promise<Outcome> {
  const groups = await exchange(calls.groups(), context)
  if (groups.kind === 'stop' && !(groups.outcome.kind === 'retry' && groups.outcome.code === 'nowhere')) return groups.outcome
  const titles = await titlesOf(context)
  if ('outcome' in titles) return titles.outcome
  await context.learn(LISTS.groups, groups.kind === 'ok' ? groupsIn(groups.values) : [], true)
  await context.learn(LISTS.position, titles.entries, true)
  return { kind: 'delivered', known }
}

/** Pages end with an empty one, or with one that repeats what was seen: which of them is not documented. */
async function titlesOf (context: PulsesContext): Promise<{ entries: Entry[] } | { outcome: Outcome }> {
  const { page_parameter: parameter } = context.options
  const seen = new Set<string>()
  const titles = new Map<string, Entry>()
  for (let page = 1; page <= MOST_PAGES; page++) {
    const reply = await exchange(calls.lists(parameter === undefined ? {} : { [parameter]: String(page) }), context)
    if (reply.kind === 'stop') return { outcome: reply.outcome }
    if (reply.kind === 'refusal' && reply.why !== 'not_found') return { outcome: unexpected(reply.why) }
    const people = reply.kind === 'ok' ? peopleIn(reply.values).filter(({ remoteId }) => !seen.has(remoteId)) : []
    for (const { remoteId, fields: { position } } of people) {
      seen.add(remoteId)
      if (typeof position === 'string') titles.set(position, { label: position })
    }
    if (parameter === undefined || people.length === 0) break
  }
  return { entries: [...titles.values()] }
}

/** A list, or a tree of groups below groups. Never throws. */
export function groupsIn (values: unknown, depth = 0): Entry[] {
  if (depth > DEEPEST) return []
  return [values].flat().flatMap((each) => {
    if (!isObject(each) || typeof each.name !== 'string' || tidy(each.name) === '') return []
    const remoteId = idIn(each.id_group)
    return [{ label: tidy(each.name), ...(remoteId !== undefined && { remoteId }) }, ...groupsIn(each.groups, depth + 1)]
  })
}
