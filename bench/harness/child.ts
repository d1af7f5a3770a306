import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process of ours that answers questions. */
export interface Child<Questions extends Record<string, [unknown, unknown]>> {
  ask<Name extends keyof Questions & string> (name: Name, about: Questions[Name][0]): Promise<Questions[Name][1]>
  stop (): Promise<void>
}

interface Asked { id: number, name: string, about: unknown }
interface Told { id: number, answer?: unknown, failure?: string }

/** Starts a program of bench/ in a process of its own; `file` is relative to bench/. */
export function startChild<Questions extends Record<string, [unknown, unknown]>> (file: string, env: Record<string, string> = {}): Child<Questions> {
  const child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), { env: { ...process.env, NODE_ENV: 'production', ...env }, serialization: 'advanced' })
  const waiting = new Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', ({ id, answer, failure }: Told) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (failure === undefined) one?.resolve(answer)
    else one?.reject(new Error(`${file}: ${failure}`))
  })
  const ended = once(child, 'exit')
  void ended.then(() => waiting.forEach(({ reject }) => reject(new Error(`${file} ended`))))
  return {
    ask: (name, about) => new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject })
      child.send({ id: asked, name, about } satisfies Asked)
    }),
    async stop () {
      child.disconnect()
      await ended
    }
  }
}

/** The other side: answers what the parent asks, and ends with it. */
export function answering<Questions extends Record<string, [unknown, unknown]>> (answers: { [Name in keyof Questions]: (about: Questions[Name][0]) => Promise<Questions[Name][1]> | Questions[Name][1] }): void {
  process.on('message', async ({ id, name, about }: Asked) => {
    try {
      process.send?.({ id, answer: await answers[name]!(about) } satisfies Told)
    } catch (error) {
      process.send?.({ id, failure: (error as Error).stack ?? String(error) } satisfies Told)
    }
  })
  process.on('disconnect', () => process.exit(0))
}
