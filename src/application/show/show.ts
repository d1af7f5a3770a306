import type { Language } from '../../domain/faults.ts'
import type { Caller } from '../../domain/principal.ts'
import type { AlertsWanted } from '../../postgres/show/alerts.ts'
import type { EventsWanted } from '../../postgres/show/events.ts'
import type { FailuresWanted } from '../../postgres/show/failures.ts'
import type { HoldsWanted } from '../../postgres/show/holds.ts'
import type { MessagesWanted } from '../../postgres/show/messages.ts'
import { listAlerts } from './alerts.ts'
import { findEmployee } from './employee.ts'
import { listEmployees } from './employees.ts'
import { findEvent } from './event.ts'
import { listEvents } from './events.ts'
import { healthOfDestinations } from './health.ts'
import { listFailures } from './failures.ts'
import { findHold, listHolds } from './holds.ts'
import { findMessage, interpretAgain, listMessages } from './messages.ts'
import type { PageRequest } from '../../domain/pages.ts'
import { retry } from './retry.ts'
import { searchEmployees, type Sought } from './search.ts'
import type { Showing } from './showing.ts'

// Everything that is shown, by subject, as the routes call it.

export const events = (needs: Showing) => ({
  findEvent: (caller: Caller, id: string) => findEvent(needs, caller, id),
  listEvents: (caller: Caller, filter: EventsWanted, page: PageRequest) => listEvents(needs, caller, filter, page)
})

export const employees = (needs: Showing) => ({
  findEmployee: (caller: Caller, id: string) => findEmployee(needs, caller, id),
  listEmployees: (caller: Caller, filter: Parameters<typeof listEmployees>[2], page: PageRequest) => listEmployees(needs, caller, filter, page),
  searchEmployees: (caller: Caller, sought: Sought, limit: number) => searchEmployees(needs, caller, sought, limit)
})

export const messages = (needs: Showing & { wakeInterpreter (): void }) => ({
  findMessage: (caller: Caller, id: string) => findMessage(needs, caller, id),
  listMessages: (caller: Caller, filter: MessagesWanted, page: PageRequest) => listMessages(needs, caller, filter, page),
  interpretAgain: (caller: Caller, id: string) => interpretAgain(needs, caller, id)
})

export const holds = (needs: Showing) => ({
  findHold: (caller: Caller, id: string) => findHold(needs, caller, id),
  listHolds: (caller: Caller, filter: HoldsWanted, page: PageRequest) => listHolds(needs, caller, filter, page)
})

export const retries = (needs: Showing & { wakeLanes (): void }) => ({
  listFailures: (caller: Caller, destination?: string) => listFailures(needs, caller, destination),
  retry: (caller: Caller, filter: FailuresWanted, dryRun: boolean) => retry(needs, caller, filter, dryRun)
})

export const alerts = (needs: Showing & { publicUrl: string }) => ({
  listAlerts: (tenant: string | null, language: Language, filter: AlertsWanted, page: PageRequest) => listAlerts(needs, tenant, language, filter, page)
})

export const me = (needs: Showing) => ({
  healthOfDestinations: (caller: Caller) => healthOfDestinations(needs, caller)
})

export { metrics } from './metrics.ts'
