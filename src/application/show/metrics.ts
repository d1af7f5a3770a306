import { countAlertsToSend, countEvents, countOpenAlerts, countOpenHolds, countPending, estimateEvents, MOST_EVENTS_COUNTED, readLanes, type LaneRow } from '../../postgres/show/metrics.ts'
import type { Showing } from './showing.ts'

type Labels = Record<string, string>
type Sample = readonly [Labels, number]

/** Prometheus text: counts and ages, by ids and by the names that owners gave to destinations. */
export async function metrics ({ pool, now, lastRound = () => undefined }: Pick<Showing, 'pool' | 'now'> & { lastRound?: () => number | undefined }): Promise<string> {
  const at = now()
  const [events, estimate, lanes, holds, pending, alerts, toSend] = await Promise.all([
    countEvents(pool), estimateEvents(pool), readLanes(pool, at), countOpenHolds(pool), countPending(pool), countOpenAlerts(pool), countAlertsToSend(pool)])
  const worked = lastRound()
  const ofLanes = (value: (lane: LaneRow) => number): Sample[] => lanes.map((lane) => [{ tenant: lane.tenant, destination: lane.id, name: lane.name }, value(lane)])
  return [
    gauge('cracha_events', `Events, by what became of them; ${MOST_EVENTS_COUNTED}: as many or more.`, events.map(({ tenant, status, count }) => [{ tenant, status }, count])),
    gauge('cracha_events_estimated', 'All events, as the database estimates them from time to time.', [[{}, estimate]]),
    gauge('cracha_links_due', 'People with something to do at a destination now; 100000: as many or more.', ofLanes(({ due }) => due)),
    gauge('cracha_links_due_oldest_seconds', 'How long the first of them waits.', ofLanes(({ oldest_due_at: oldest }) => oldest === null ? 0 : Math.max(0, (at - oldest) / 1000))),
    gauge('cracha_links_failing', 'People for whom something failed last.', ofLanes(({ failing }) => failing)),
    gauge('cracha_lane_stopped', '1: nobody is served there until a person has looked at it.', ofLanes(({ stopped }) => Number(stopped))),
    gauge('cracha_lane_paused', '1: paused by its owner.', ofLanes(({ paused }) => Number(paused))),
    gauge('cracha_holds_open', 'Questions that wait for a person.', holds.map(({ tenant, reason, count }) => [{ tenant, reason }, count])),
    gauge('cracha_messages_pending', 'Messages that wait to be interpreted.', [[{}, pending.count]]),
    gauge('cracha_messages_pending_oldest_seconds', 'How long the first of them waits.', [[{}, Math.max(0, pending.oldest)]]),
    gauge('cracha_alerts_open', 'What is the matter, without a tenant: of the instance.', alerts.map(({ tenant, kind, severity, count }) => [{ ...(tenant !== null && { tenant }), kind, severity }, count])),
    gauge('cracha_alerts_to_send', 'Messages for an alert_url that wait, without a tenant: of the instance.', toSend.map(({ target, count }) => [ofTarget(target), count])),
    gauge('cracha_alerts_to_send_oldest_seconds', 'How long the first of them waits.', toSend.map(({ target, since }) => [ofTarget(target), Math.max(0, (at - since) / 1000)])),
    ...worked === undefined ? [] : [gauge('cracha_worker_last_round_seconds', 'When the worker of this process last looked for work.', [[{}, Math.max(0, (at - worked) / 1000)]])]
  ].join('')
}

const ofTarget = (target: string): Labels => target === '' ? {} : { tenant: target }

function gauge (name: string, help: string, samples: Sample[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map(([labels, value]) => `${name}${written(labels)} ${value}`), ''].join('\n')
}

function written (labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
