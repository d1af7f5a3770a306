/** Functions by the time spent in themselves, as a part of the time that was not idle. */
export interface Profile { seconds: number, busy: number, packages: [string, number][], functions: [string, number][] }

interface Node { id: number, callFrame: { functionName: string, url: string, lineNumber: number }, children?: number[] }
interface CpuProfile { nodes: Node[], samples: number[], timeDeltas: number[] }

/** Profiles a process from now until `stop`, by the debugger that it opened for us. */
export async function startProfile (inspector: number): Promise<{ stop (): Promise<Profile> }> {
  const [target] = await (await fetch(`http://127.0.0.1:${inspector}/json`)).json() as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(target!.webSocketDebuggerUrl)
  await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject })
  let asked = 0
  const waiting = new Map<number, (result: any) => void>()
  socket.onmessage = ({ data }) => { const { id, result } = JSON.parse(String(data)); waiting.get(id)?.(result) }
  const ask = (method: string, params = {}) => new Promise<any>((resolve) => {
    waiting.set(++asked, resolve)
    socket.send(JSON.stringify({ id: asked, method, params }))
  })
  await ask('Profiler.enable')
  await ask('Profiler.setSamplingInterval', { interval: 500 })
  await ask('Profiler.start')
  return {
    async stop () {
      const { profile } = await ask('Profiler.stop')
      socket.close()
      return summedUp(profile)
    }
  }
}

function summedUp ({ nodes, samples, timeDeltas }: CpuProfile): Profile {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const functions = new Map<string, number>()
  const packages = new Map<string, number>()
  let total = 0
  let idle = 0
  samples.forEach((id, i) => {
    const { functionName, url, lineNumber } = byId.get(id)!.callFrame
    const spent = timeDeltas[i + 1] ?? 0
    total += spent
    if (functionName === '(idle)') { idle += spent; return }
    const place = placeOf(url)
    add(functions, `${functionName || '(anonymous)'}  ${place}${url === '' ? '' : `:${lineNumber + 1}`}`, spent)
    add(packages, url === '' ? functionName.startsWith('(') ? functionName : '(built in)' : packageOf(place), spent)
  })
  const busy = total - idle
  const most = (sums: Map<string, number>, count: number): [string, number][] =>
    [...sums].sort(([, a], [, b]) => b - a).slice(0, count).map(([name, spent]) => [name, spent / busy])
  return { seconds: total / 1e6, busy: busy / total, packages: most(packages, 20), functions: most(functions, 40) }
}

const add = (sums: Map<string, number>, name: string, spent: number) => sums.set(name, (sums.get(name) ?? 0) + spent)

const placeOf = (url: string): string => url.replace(/^file:\/\/.*\/node_modules\//, '').replace(/^file:\/\/.*\/(src|bench)\//, '$1/')

function packageOf (place: string): string {
  if (place.startsWith('node:')) return place.replace(/^node:internal\/([^/]+).*$/, 'node:$1')
  if (place.startsWith('src/')) return place.split('/').slice(0, 3).join('/').replace(/\/[^/]+\.ts$/, '')
  return place.split('/').slice(0, place.startsWith('@') ? 2 : 1).join('/')
}

export function profileText (title: string, { seconds, busy, packages, functions }: Profile): string {
  const lines = (rows: [string, number][]) => rows.map(([name, part]) => `${(part * 100).toFixed(1).padStart(6)} %  ${name}`).join('\n')
  return `### ${title}: ${seconds.toFixed(1)} s, ${(busy * 100).toFixed(0)} % busy\n\nby package (of busy time)\n${lines(packages)}\n\nby function (self)\n${lines(functions)}\n`
}
