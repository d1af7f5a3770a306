import { setTimeout } from 'node:timers/promises'
import Fastify from 'fastify'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import { htmlPage } from './answers.ts'
import type { Answer } from './answers.ts'
import { controlOf } from './control.ts'
import type { SandboxControl } from './control.ts'
import { handle } from './handle.ts'
import type { Received } from './handle.ts'
import { isPage, page } from './pages.ts'
import { createSandbox } from './sandbox.ts'
import type { SandboxOptions } from './sandbox.ts'

export type { SandboxControl, SandboxState } from './control.ts'
export type { Fault } from './faults.ts'
export type { RequestRecord } from './journal.ts'
export type { SandboxOptions } from './sandbox.ts'
export type { Persist } from './saving.ts'
export type { Snapshot } from './store.ts'
export type { Variants } from './variants.ts'
export type { Group, Person, Position } from './world.ts'

const UNLISTED: FastifySchema & { hide: true } = { hide: true }

/** A Fastify plugin to register under any prefix, which becomes the base URL; `control` works before and after. */
export function pulsesSandbox (options: SandboxOptions): FastifyPluginAsync & { control: SandboxControl } {
  let saveFailed: (error: unknown) => void = error => { throw error }
  const sandbox = createSandbox(options, error => saveFailed(error))
  const control = controlOf(sandbox)

  const plugin: FastifyPluginAsync = async app => {
    saveFailed = error => app.log.error({ err: error }, 'the Pulses sandbox could not be saved')
    const silent = new Set<FastifyReply>()
    await sandbox.load()

    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
      const status = error.statusCode ?? 500
      if (status >= 500) app.log.error({ err: error }, 'the Pulses sandbox failed')
      return send(reply, htmlPage(status, String(status)))
    })
    // An open request would keep the host from closing.
    app.addHook('preClose', async () => { for (const reply of silent) reply.raw.destroy() })
    app.addHook('onClose', () => sandbox.saving.settled())

    // Paths carry CPFs and e-mails here, as they do at the vendor: none of them goes to the host's log.
    app.all('/*', { schema: UNLISTED, logLevel: 'silent' }, async (request, reply) => {
      const received = receivedFrom(request, app.prefix)
      if (isPage(received)) return send(reply, page(control, options, received))
      const reaction = handle(sandbox, received)
      if (reaction.kind === 'answer') {
        if (reaction.afterMs > 0) await setTimeout(reaction.afterMs, undefined, { ref: false })
        return send(reply.header('set-cookie', 'PHPSESSID=p2luntge36c571jqi29a7f3tp4; path=/'), reaction.answer)
      }
      reply.hijack()
      if (reaction.kind === 'reset') return reply.raw.destroy()
      silent.add(reply)
      reply.raw.once('close', () => silent.delete(reply))
    })
  }
  return Object.assign(plugin, { control })
}

/** The sandbox alone on a free port of this machine, at the path that the vendor uses. `url` ends without a slash. */
export async function startPulsesSandbox (options: SandboxOptions): Promise<{ url: string, control: SandboxControl, close (): Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true })
  const sandbox = pulsesSandbox(options)
  await app.register(sandbox, { prefix: '/api/engage/v1' })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url: `${origin}/api/engage/v1`, control: sandbox.control, close: () => app.close() }
}

function receivedFrom (request: FastifyRequest, prefix: string): Received {
  const [path = '', ...query] = request.url.slice(prefix.length).split('?')
  return {
    method: request.method,
    prefix,
    path,
    search: query.length > 0 ? `?${query.join('?')}` : '',
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    raw: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  }
}

function send (reply: FastifyReply, { status, headers, body }: Answer) {
  return reply.code(status).headers(headers).send(body)
}
