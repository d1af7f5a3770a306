import { describeAlert } from '../../domain/alert-texts.ts'
import { isoOf } from '../../domain/calendar.ts'
import type { Language } from '../../domain/faults.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { AlertView } from '../../domain/views/alert.ts'
import { alertFrom, type AlertRow } from '../../postgres/alerts/alerts.ts'
import { listAlertRows, type AlertsWanted } from '../../postgres/show/alerts.ts'
import { pageOf } from './pages.ts'
import type { Showing } from './showing.ts'

/** How long what is over is still listed. */
const RECENT_MS = 7 * 24 * 3_600_000

/** What is the matter, and what was lately, newest first; `tenant` null: everywhere. */
export async function listAlerts ({ pool, now, publicUrl }: Pick<Showing, 'pool' | 'now'> & { publicUrl: string }, tenant: string | null, language: Language, filter: AlertsWanted, page: PageRequest): Promise<Page<AlertView>> {
  const read = (limit: number) => listAlertRows(pool, tenant, filter, now() - RECENT_MS, page.after?.sequence, limit)
  return pageOf(page, read, ({ seq }) => ({ sequence: seq, index: 0 }), async (rows) => rows.map((row) => viewOf(row, publicUrl, language)))
}

const moment = (at: number | null) => at === null ? null : isoOf(at)

function viewOf (row: AlertRow, publicUrl: string, language: Language): AlertView {
  const alert = alertFrom(row)
  return {
    ...describeAlert(alert, { publicUrl, language }),
    status: alert.clearedAt === null ? 'open' : 'cleared',
    opened_at: isoOf(alert.openedAt!),
    told_at: moment(alert.toldAt),
    cleared_at: moment(alert.clearedAt)
  }
}
