import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { pino, type DestinationStream } from 'pino'
import { startAlerts } from './alerts.ts'
import { apiOf } from './api.ts'
import { keepAdminKey } from './application/configure/admin-key.ts'
import { createKeyring } from './application/configure/keyring.ts'
import { catchUp } from './application/keep/catch-up.ts'
import { forgetOld } from './application/keep/forget-old.ts'
import { startDueRuns } from './application/read/runs.ts'
import { eraseForgotten } from './application/keep/forget-tenant.ts'
import { isLoopback, readConfig, type Config } from './config.ts'
import { DEMO, demoSandbox, keepDemo, pointDemo } from './demo.ts'
import { destinations } from './destinations/index.ts'
import { CannotStart } from './domain/cannot-start.ts'
import { traceOf } from './domain/errors.ts'
import { newId, startEngine } from './engine.ts'
import { greeting } from './greeting.ts'
import { buildApp } from './http/app.ts'
import { createMailer } from './outbound/mail.ts'
import { createPool } from './postgres/db.ts'
import { startEmbedded } from './postgres/embedded.ts'
import { migrate, MIGRATIONS } from './postgres/migrate.ts'
import { createVault } from './postgres/vault.ts'
import { keepSecrets } from './secrets.ts'
import { notifications, sources } from './sources/index.ts'
import { startLoop } from './worker/loop.ts'
import { startSchedules } from './worker/schedules.ts'

const CALL_TIMEOUT_MS = 10_000
/** How soon a worker sees what nobody woke it for, that a destination has changed for everybody, or that a tenant was forgotten. */
const SWEEP_MS = 1000
const MIB = 1024 * 1024

/** From nothing to a server that answers, in the order in which things happen. Answers how to stop it. */
export async function start (config: Config, say: (line: string) => void, { now = () => Date.now(), logTo = process.stdout as DestinationStream, sweepMs = SWEEP_MS } = {}) {
  const log = pino({ level: config.LOG_LEVEL, base: undefined }, logTo)
  const secrets = await keepSecrets(config)
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded({ dataDir: config.CRACHA_DATA_DIR, log }) : undefined
  const databaseUrl = config.DATABASE_URL ?? embedded!.url
  const pool = createPool(databaseUrl, { log, max: 20 })
  const patient = createPool(databaseUrl, { log, max: 1, patient: true })
  await migrate(patient, MIGRATIONS, config.CRACHA_DATABASE_BACKEND).finally(() => patient.end())

  const vault = createVault([secrets.secretKey])
  const admin = await keepAdminKey(pool, secrets.adminKey)
  const keyring = createKeyring({ pool, adminHash: admin.hash, now, log })
  const kinds = { sources: byKind(sources), destinations: byKind(destinations) }
  const works = config.CRACHA_ROLES.includes('worker')
  const allowPrivateNetworks = config.CRACHA_ALLOW_PRIVATE_NETWORKS

  const ours = new Set<string>()
  const outbound = {
    timeoutMs: CALL_TIMEOUT_MS,
    answerLimit: 5 * MIB,
    allowPrivateNetworks,
    trustedOrigins: ours,
    noProxy: config.NO_PROXY,
    ...(config.HTTPS_PROXY !== undefined && { httpsProxy: config.HTTPS_PROXY })
  }

  const engine = await startEngine({
    pool,
    databaseUrl,
    vault,
    sources: kinds.sources,
    adapters: kinds.destinations,
    log,
    now,
    random: Math.random,
    works,
    sweepMs,
    outbound
  })
  const rest = async (ms: number) => { await pause(ms) }
  const ofRuns = { pool, vault, kinds: kinds.sources, now, log, wakeReaders: engine.wakeReaders }
  const jobs = [{ queue: 'start-runs', cron: '* * * * *', work: () => startDueRuns(ofRuns) }, { queue: 'forget-old', cron: '17 * * * *', work: (signal: AbortSignal) => forgetOld({ pool, now, pause: rest, signal }) }]
  const schedules = works ? await startSchedules({ databaseUrl, backend: config.CRACHA_DATABASE_BACKEND, log, jobs }) : undefined
  const keeper = works
    ? startLoop({
      everyMs: sweepMs,
      now,
      failed: (error) => log.error({ loop: 'keeper', ...traceOf(error) }, 'a round of housekeeping failed and will be tried again'),
      async work () {
        const caughtUp = await catchUp({ pool, now })
        if (caughtUp > 0) engine.interpreting.wakeLanes()
        return caughtUp + await eraseForgotten({ pool })
      }
    })
    : undefined

  const isDemo = embedded !== undefined && config.CRACHA_ROLES.includes('api')
  const demo = { pool, vault, kinds: kinds.destinations, allowPrivateNetworks: true, now, dataDir: config.CRACHA_DATA_DIR }
  const demoKey = isDemo ? await keepDemo(demo) : undefined
  const publicUrl = config.CRACHA_PUBLIC_URL ?? `http://${reachable(config.HOST)}:${config.PORT}`
  const alerts = startAlerts({
    pool,
    vault,
    outbound,
    log,
    now,
    random: Math.random,
    sweepMs,
    publicUrl,
    ...(config.CRACHA_SMTP_URL !== undefined && { mail: { mailer: createMailer(config.CRACHA_SMTP_URL, config.CRACHA_MAIL_FROM), to: config.CRACHA_MAIL_TO } }),
    ...(config.CRACHA_ALERT_URL !== undefined && { operator: { url: config.CRACHA_ALERT_URL, secrets: config.CRACHA_ALERT_SECRET! } })
  })
  const app = await buildApp({
    ...apiOf({ pool, vault, keyring, engine, alerts, kinds, publicUrl, answers: config.CRACHA_ROLES.includes('api'), allowPrivateNetworks, now, log }),
    log,
    now,
    requestId: () => newId('req'),
    publicUrl,
    trustProxy: config.CRACHA_TRUST_PROXY,
    notifications,
    kinds,
    worksOnly: !config.CRACHA_ROLES.includes('api'),
    plugins: isDemo ? [demoSandbox(config.CRACHA_DATA_DIR)] : [],
    ...(demoKey !== undefined && isLoopback(config.HOST) && { docsKey: demoKey })
  })
  await app.listen({ host: config.HOST, port: config.PORT })
  const { port } = app.server.address() as AddressInfo
  const ownUrl = `http://${reachable(config.HOST)}:${port}`
  ours.add(ownUrl)
  if (demoKey !== undefined) await pointDemo(demo, ownUrl)
  say(greeting({ url: config.CRACHA_PUBLIC_URL ?? ownUrl, answers: config.CRACHA_ROLES.includes('api'), demoKey, demoTenant: DEMO.tenant, adminKey: secrets.adminKeyIsNew ? secrets.adminKey : admin.shown }))

  return {
    url: ownUrl,
    /** Resolves when PostgreSQL ends without having been asked to. */
    databaseEnded: embedded?.ended ?? new Promise<void>(() => {}),
    /** Answers what is under way, settles what was called, then lets go of the database. */
    async stop (): Promise<void> {
      await app.close()
      await schedules?.stop()
      await alerts.stop()
      await keeper?.stop()
      await engine.stop()
      await keyring.idle()
      await pool.end()
      await embedded?.stop()
    }
  }
}

/** A server that listens everywhere is reached from here at the loopback address. */
const reachable = (host: string): string => host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host

const byKind = <T extends { kind: string }> (all: readonly T[]): Record<string, T> => Object.fromEntries(all.map((each) => [each.kind, each]))

if (import.meta.main) {
  try {
    const server = await start(readConfig(process.env), (line) => console.log(line))
    let stopping: Promise<void> | undefined
    const stop = (code: number) => {
      stopping ??= server.stop().then(() => process.exit(code), (error: Error) => {
        console.error(`Crachá did not stop cleanly: ${error.name}`)
        process.exit(1)
      })
    }
    process.on('SIGINT', () => stop(0))
    process.on('SIGTERM', () => stop(0))
    void server.databaseEnded.then(() => { if (stopping === undefined) { console.error('The embedded PostgreSQL ended; stopping.'); stop(1) } })
  } catch (error) {
    console.error(error instanceof CannotStart ? error.message : error)
    process.exit(1)
  }
}
