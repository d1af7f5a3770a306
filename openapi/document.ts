import pino from 'pino'
import { buildApp, type AppOptions } from '../src/http/app.ts'
import { destinations } from '../src/destinations/index.ts'
import { notifications, sources } from '../src/sources/index.ts'

const byKind = <K extends { kind: string }>(all: readonly K[]) => Object.fromEntries(all.map((each) => [each.kind, each]))

/** The OpenAPI document of this version. It follows from the routes alone: none of the functions behind them is called. */
export async function generate (): Promise<string> {
  const app = await buildApp({
    log: pino({ level: 'silent' }), now: () => 0, requestId: () => 'none', publicUrl: 'http://127.0.0.1:3000', trustProxy: false, notifications, kinds: { sources: byKind(sources), destinations: byKind(destinations) }, auth: {}, served: { apis: [] }
  } as unknown as AppOptions)
  const { body, statusCode } = await app.inject('/openapi.json')
  await app.close()
  if (statusCode !== 200) throw new Error(body)
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`
}
