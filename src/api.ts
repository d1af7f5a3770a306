import type pg from 'pg'
import type { Logger } from 'pino'
import type { Alerts } from './alerts.ts'
import { testAlert } from './application/alert/test-alert.ts'
import { createKey, deleteKey, listKeys } from './application/configure/api-keys.ts'
import { checkDestination } from './application/configure/check-destination.ts'
import { checkSource } from './application/configure/check-source.ts'
import { getDestination, getDestinations, pauseDestination, putDestination, removeDestination, resumeDestination } from './application/configure/destinations.ts'
import type { Keyring } from './application/configure/keyring.ts'
import { openSource } from './application/configure/open-source.ts'
import { getSource, getSources, getVersions, pauseSource, putSource, removeSource, resumeSource } from './application/configure/sources.ts'
import { getTenant, putTenant } from './application/configure/tenants.ts'
import { decide } from './application/decide/decide.ts'
import { withdraw } from './application/decide/withdraw.ts'
import { createAllowance } from './application/feed/allowance.ts'
import { readFeed } from './application/feed/read-feed.ts'
import { forgetTenant } from './application/keep/forget-tenant.ts'
import { previewScope } from './application/preview/preview-scope.ts'
import { preview } from './application/preview/preview.ts'
import type { Delivering } from './application/deliver/delivering.ts'
import type { Interpreting } from './application/interpret/interpret.ts'
import { grouped } from './application/grouped.ts'
import { checkReading } from './application/read/check-reading.ts'
import { previewSource } from './application/read/preview-source.ts'
import type { Reading } from './application/read/reading.ts'
import { askRun, getRun, getRuns, haltRun } from './application/read/runs.ts'
import { errorForms } from './application/receive/error-forms.ts'
import { receive, type Receiving } from './application/receive/receive.ts'
import { receiveWebhook } from './application/receive/receive-webhook.ts'
import { serveApi, type ServingApi } from './application/receive/serve-api.ts'
import * as show from './application/show/show.ts'
import { isoOf, type Instant } from './domain/calendar.ts'
import { describeFault } from './domain/faults.ts'
import type { DestinationAdapter } from './domain/destination.ts'
import type { SourceDefinition } from './domain/source.ts'
import { newId, type Engine } from './engine.ts'
import type { Subjects } from './http/app.ts'
import { insertMessages, type NewMessage, type Stored } from './postgres/record/messages.ts'
import type { Vault } from './postgres/vault.ts'
import { readiness } from './readiness.ts'

/** Requests that one statement stores together, at most. */
const MOST_TOGETHER = 256

export interface ApiNeeds {
  pool: pg.Pool
  vault: Vault
  keyring: Keyring
  engine: Engine
  alerts: Alerts
  kinds: { sources: Readonly<Record<string, SourceDefinition>>, destinations: Readonly<Record<string, DestinationAdapter>> }
  publicUrl: string
  /** Whether calls are answered here, or only work is done. */
  answers: boolean
  allowPrivateNetworks: boolean
  now (): Instant
  log: Logger
}

/** The use cases as the routes call them. */
export function apiOf ({ pool, vault, keyring, engine, alerts, kinds, publicUrl, answers, allowPrivateNetworks, now, log }: ApiNeeds): Subjects {
  const store = grouped<NewMessage, Stored>({ most: MOST_TOGETHER }, (messages) => insertMessages(pool, messages))
  const receiving: Receiving = { pool, vault, newId, store, wakeInterpreter: engine.wakeInterpreter }
  const forms = errorForms((id) => openSource(ofSources, id))
  const serving: ServingApi = { ...receiving, log, publicUrl, openSource: forms.openSource }
  const ofSources = { pool, vault, kinds: kinds.sources, publicUrl, now }
  const ofRuns = { pool, vault, kinds: kinds.sources, now, wakeReaders: engine.wakeReaders }
  const ofDestinations = { pool, vault, kinds: kinds.destinations, allowPrivateNetworks, now }
  const ofTenants = { pool, vault, allowPrivateNetworks, now }
  const working: Delivering & Interpreting & Reading = { ...engine.reading, ...engine.interpreting, ...engine.delivering, openSource: engine.reading.openSource, newId }
  const feeding = { pool, vault, kinds: kinds.destinations, allowance: createAllowance(engine.delivering.ticks) }
  const shown = { pool, vault: vault.asking(), now }

  return {
    auth: { authenticate: keyring.authenticate },
    ingest: { receive: (arrival) => receive(receiving, arrival) },
    previews: { preview: (caller, statement) => preview(working, caller, statement) },
    webhooks: { receiveWebhook: (id, incoming) => receiveWebhook(serving, id, incoming) },
    served: {
      apis: Object.values(kinds.sources).flatMap(({ serves }) => serves ?? []),
      formOf: forms.formOf,
      serveApi: (base, id, incoming) => serveApi(serving, base, id, incoming)
    },
    events: { ...show.events(shown), withdraw: (caller, id) => withdraw(working, caller, id) },
    employees: show.employees(shown),
    messages: show.messages({ ...shown, wakeInterpreter: engine.wakeInterpreter }),
    holds: { ...show.holds(shown), decide: (caller, id, decision) => decide(working, caller, id, decision).finally(alerts.wake) },
    retries: show.retries({ ...shown, wakeLanes: engine.interpreting.wakeLanes }),
    alerts: { ...show.alerts({ ...shown, publicUrl }), testAlert: (caller) => testAlert(alerts.alerting, caller) },
    me: show.me(shown),
    tenants: {
      putTenant: ({ tenant }, settings) => putTenant(ofTenants, tenant, settings).finally(alerts.wake),
      findTenant: ({ tenant }) => getTenant(ofTenants, tenant),
      deleteTenant: ({ tenant }) => forgetTenant(ofTenants, tenant)
    },
    keys: {
      createKey: ({ tenant }, { role, label, expiresAt }) => createKey({ pool, now }, tenant, { role, label, expires_at: expiresAt === null ? null : isoOf(expiresAt) }),
      listKeys: ({ tenant }) => listKeys({ pool }, tenant),
      deleteKey: ({ tenant }, id) => deleteKey({ pool, keyring }, tenant, id)
    },
    sources: {
      putSource: ({ tenant }, name, config) => putSource(ofSources, tenant, name, config),
      findSource: ({ tenant }, name) => getSource(ofSources, tenant, name),
      listSources: ({ tenant }) => getSources(ofSources, tenant),
      deleteSource: ({ tenant }, name) => removeSource(ofSources, tenant, name),
      pauseSource: ({ tenant }, name, paused) => paused ? pauseSource(ofSources, tenant, name) : resumeSource(ofSources, tenant, name),
      checkSource: async (caller, name) => {
        const { tenant, language } = caller
        const { ok, state, faults, source: { last_refusal: refusal } } = await checkSource(ofSources, tenant, name)
        const findings = faults.map((fault) => ({ pointer: fault.pointer, code: fault.code, detail: describeFault(fault, language) }))
        const unread = ok ? await checkReading(working, caller, name) : undefined
        if (unread !== undefined) return { ok: false, detail: unread.detail, findings: [unread] }
        return { ok, detail: state === 'refused' && refusal ? `${state}: ${refusal.detail}` : state, findings }
      },
      askRun: ({ tenant }, name, { what }) => askRun(ofRuns, tenant, name, what),
      findRun: ({ tenant }, name, id) => getRun(ofRuns, tenant, name, id),
      listRuns: ({ tenant }, name, page) => getRuns(ofRuns, tenant, name, page),
      stopRun: ({ tenant }, name, id) => haltRun(ofRuns, tenant, name, id),
      previewSource: (caller, name, request) => previewSource(working, caller, name, request),
      listVersions: ({ tenant }, name) => getVersions(ofSources, tenant, name)
    },
    destinations: {
      putDestination: async ({ tenant }, name, config) => {
        const put = await putDestination(ofDestinations, tenant, name, config)
        engine.interpreting.wakeLanes()
        return put
      },
      findDestination: ({ tenant }, name) => getDestination(ofDestinations, tenant, name),
      listDestinations: ({ tenant }) => getDestinations(ofDestinations, tenant),
      deleteDestination: ({ tenant }, name) => removeDestination(ofDestinations, tenant, name),
      pauseDestination: async ({ tenant }, name, paused) => {
        const changed = paused ? await pauseDestination(ofDestinations, tenant, name) : await resumeDestination(ofDestinations, tenant, name)
        engine.interpreting.wakeLanes()
        return changed
      },
      previewScope: (caller, name, options) => previewScope(ofDestinations, caller, name, options),
      checkDestination: async ({ tenant }, name) => {
        const { ok, code, detail } = await checkDestination(engine.delivering, tenant, name)
        return { ok, detail, findings: ok ? [] : [{ pointer: '', code, detail }] }
      }
    },
    feeds: { readFeed: (id, proof, query) => readFeed(feeding, id, proof, query) },
    operations: {
      ready: () => readiness({ pool, lastRound: engine.lastRound, now, answers }),
      metrics: () => show.metrics({ ...shown, lastRound: engine.lastRound })
    }
  }
}
