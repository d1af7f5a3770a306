/** Functions by the time spent in themselves, and ours with all that they call; as parts of the time that was not idle. */
export interface Profile { seconds: number, busy: number, packages: Share[], functions: Share[], whole: Share[] }
type Share = [string, number]

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
  const spent = new Map<number, number>()
  samples.forEach((id, i) => add(spent, id, timeDeltas[i + 1] ?? 0))
  const functions = new Map<string, number>()
  const packages = new Map<string, number>()
  let total = 0
  let idle = 0
  for (const { id, callFrame } of nodes) {
    const self = spent.get(id) ?? 0
    total += self
    if (callFrame.functionName === '(idle)') { idle += self; continue }
    add(functions, nameOf(callFrame), self)
    add(packages, callFrame.url === '' ? callFrame.functionName.startsWith('(') ? callFrame.functionName : '(built in)' : packageOf(placeOf(callFrame.url)), self)
  }
  const busy = total - idle
  const most = (sums: Map<string, number>, count: number): Share[] =>
    [...sums].sort(([, a], [, b]) => b - a).slice(0, count).map(([name, time]) => [name, time / busy])
  return { seconds: total / 1e6, busy: busy / total, packages: most(packages, 20), functions: most(functions, 40), whole: most(wholeOf(nodes, spent), 40) }
}

/** Our own functions with all that they call, once for each stack in which they stand. */
function wholeOf (nodes: Node[], spent: Map<number, number>): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const sums = new Map<string, number>()
  const walk = (node: Node, above: Set<string>): number => {
    const name = nameOf(node.callFrame)
    const isNew = node.callFrame.url.includes('/src/') && !node.callFrame.url.includes('/node_modules/') && !above.has(name)
    if (isNew) above.add(name)
    const time = (node.children ?? []).reduce((sum, id) => sum + walk(byId.get(id)!, above), spent.get(node.id) ?? 0)
    if (isNew) { above.delete(name); add(sums, name, time) }
    return time
  }
  walk(nodes[0]!, new Set())
  return sums
}

const nameOf = ({ functionName, url, lineNumber }: Node['callFrame']): string =>
  `${functionName || '(anonymous)'}  ${placeOf(url)}${url === '' ? '' : `:${lineNumber + 1}`}`

const add = <K>(sums: Map<K, number>, name: K, spent: number) => sums.set(name, (sums.get(name) ?? 0) + spent)

const placeOf = (url: string): string => url.replace(/^file:\/\/.*\/node_modules\//, '').replace(/^file:\/\/.*\/(src|bench)\//, '$1/')

function packageOf (place: string): string {
  if (place.startsWith('node:')) return place.replace(/^node:internal\/([^/]+).*$/, 'node:$1')
  if (place.startsWith('src/')) return place.split('/').slice(0, 3).join('/').replace(/\/[^/]+\.ts$/, '')
  return place.split('/').slice(0, place.startsWith('@') ? 2 : 1).join('/')
}

export function profileText (title: string, { seconds, busy, packages, functions, whole }: Profile): string {
  const lines = (rows: Share[]) => rows.map(([name, part]) => `${(part * 100).toFixed(1).padStart(6)} %  ${name}`).join('\n')
  return `### ${title}: ${seconds.toFixed(1)} s, ${(busy * 100).toFixed(0)} % busy\n\nby package (of busy time)\n${lines(packages)}\n\nby function (self)\n${lines(functions)}\n\nours, with what they call\n${lines(whole)}\n`
}
