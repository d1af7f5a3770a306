import type { Dispatcher } from 'undici'
import type { Answer } from '../domain/destination.ts'

export interface Exchange {
  method: string
  headers: Record<string, string>
  body?: string
  /** From sending to the last byte of the answer, in milliseconds. */
  timeoutMs: number
}

/** One request, and its answer whole: without a stream and a signal for each, which cost more than the rest of a small call. */
export function exchange (dispatcher: Dispatcher, url: URL, { method, headers, body, timeoutMs }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let under: Dispatcher.DispatchController | undefined
    let late: Error | undefined
    let status = 0
    let answered: Answer['headers'] = {}
    const chunks: Buffer[] = []
    const deadline = setTimeout(() => {
      late = new DOMException('no answer in time', 'TimeoutError')
      under?.abort(late)
      reject(late)
    }, timeoutMs)

    dispatcher.dispatch({ origin: url.origin, path: `${url.pathname}${url.search}`, method: method as Dispatcher.HttpMethod, headers, body: body ?? null, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }, {
      onRequestStart (controller) {
        under = controller
        if (late !== undefined) controller.abort(late)
      },
      onResponseStart (_controller, code, fields) {
        if (code < 200) return
        status = code
        answered = fields
      },
      onResponseData (_controller, chunk) {
        chunks.push(chunk)
      },
      onResponseEnd () {
        clearTimeout(deadline)
        resolve({ status, headers: answered, body: textOf(chunks) })
      },
      onResponseError (_controller, error) {
        clearTimeout(deadline)
        reject(error)
      }
    })
  })
}

const decoder = new TextDecoder()   // leaves a byte-order mark out

const textOf = (chunks: Buffer[]): string => decoder.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
