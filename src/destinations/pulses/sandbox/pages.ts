import type { Answer } from './answers.ts'
import { mayLook } from './authorization.ts'
import { readBody } from './call.ts'
import type { SandboxControl } from './control.ts'
import { faultsIn } from './fault-body.ts'
import type { Received } from './handle.ts'
import type { SandboxOptions } from './sandbox.ts'

/** `/_sandbox/…`: the account as JSON, for whoever tries an integration out. Never recorded, never faulty. */
export function isPage ({ path }: Received): boolean {
  return path.startsWith('/_sandbox/')
}

export function page (control: SandboxControl, options: SandboxOptions, { method, path, headers, raw }: Received): Answer {
  if (!mayLook(headers.authorization, options)) return json(401, { error: 'the token of the sandbox, please' }, { 'www-authenticate': 'Basic realm="Pulses sandbox"' })
  switch (`${method} ${path.replace(/\/$/, '')}`) {
    case 'GET /_sandbox/state': return json(200, control.state())
    case 'DELETE /_sandbox/state':
      control.reset()
      return json(200, control.state())
    case 'GET /_sandbox/requests': return json(200, control.requests())
    case 'GET /_sandbox/faults': return json(200, control.faults.list())
    case 'POST /_sandbox/faults': return addFaults(control, raw)
    case 'POST /_sandbox/apply': return json(200, { applied: control.apply() })
    default: return json(404, { error: 'state, requests, faults and apply are the pages here' })
  }
}

function addFaults (control: SandboxControl, raw: Buffer): Answer {
  const body = readBody(raw, 'application/json')
  const faults = body.kind === 'json' ? faultsIn(body.value) : 'the body is not JSON'
  if (typeof faults === 'string') return json(422, { error: faults })
  control.faults.push(...faults)
  return json(201, control.faults.list())
}

function json (status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: `${JSON.stringify(value, null, 2)}\n` }
}
