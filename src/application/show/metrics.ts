import { countEvents, countOpenHolds, countPending, readLanes, type LaneRow } from '../../postgres/show/metrics.ts'
import type { Showing } from './showing.ts'

type Labels = Record<string, string>
type Sample = readonly [Labels, number]

/** Prometheus text: counts and ages, by ids and by the names that owners gave to destinations. */
export async function metrics ({ pool, now }: Pick<Showing, 'pool' | 'now'>): Promise<string> {
  const at = now()
  const [events, lanes, holds, pending] = await Promise.all([countEvents(pool), readLanes(pool, at), countOpenHolds(pool), countPending(pool)])
  const ofLanes = (value: (lane: LaneRow) => number): Sample[] => lanes.map((lane) => [{ tenant: lane.tenant, destination: lane.id, name: lane.name }, value(lane)])
  return [
    gauge('cracha_events', 'Events, by what became of them.', events.map(({ tenant, status, count }) => [{ tenant, status }, count])),
    gauge('cracha_links_due', 'People with something to do at a destination now.', ofLanes(({ due }) => due)),
    gauge('cracha_links_due_oldest_seconds', 'How long the first of them waits.', ofLanes(({ oldest_due_at: oldest }) => oldest === null ? 0 : Math.max(0, (at - oldest) / 1000))),
    gauge('cracha_links_failing', 'People for whom something failed last.', ofLanes(({ failing }) => failing)),
    gauge('cracha_lane_stopped', '1: nobody is served there until a person has looked at it.', ofLanes(({ stopped }) => Number(stopped))),
    gauge('cracha_lane_paused', '1: paused by its owner.', ofLanes(({ paused }) => Number(paused))),
    gauge('cracha_holds_open', 'Questions that wait for a person.', holds.map(({ tenant, reason, count }) => [{ tenant, reason }, count])),
    gauge('cracha_messages_pending', 'Messages that wait to be interpreted.', [[{}, pending.count]]),
    gauge('cracha_messages_pending_oldest_seconds', 'How long the first of them waits.', [[{}, Math.max(0, pending.oldest)]])
  ].join('')
}

function gauge (name: string, help: string, samples: Sample[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map(([labels, value]) => `${name}${written(labels)} ${value}`), ''].join('\n')
}

function written (labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
