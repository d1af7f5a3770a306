import { startProcess, type Process, type Role } from './processes.ts'

/** The product's processes: one that ends without having been asked to is started again, as a supervisor would. */
export interface Fleet {
  all (): Process[]
  urls (): string[]
  of (role: Role): Process[]
  start (role: Role, database?: string): Promise<Process>
  /** As an operator does it: SIGTERM, and no other in its place. Resolves when it has ended. */
  retire (process: Process): Promise<number | null>
  setClock (ahead: number): void
  /** How many ended without having been asked to, and were started again. */
  restarts (): number
  stop (): Promise<void>
}

export interface FleetOptions {
  directory: string
  env: Record<string, string>
  /** The connection string of one process; it has a name there by which the database tells it from the others. */
  databaseUrl (name: string): string
}

export function createFleet ({ directory, env, databaseUrl }: FleetOptions): Fleet {
  const running = new Set<Process>()
  const retiring = new Set<Process>()
  let ahead = 0
  let count = 0
  let restarts = 0
  let stopping = false

  async function start (role: Role, database?: string): Promise<Process> {
    const name = `${role}-${++count}`
    const one = await startProcess(role, name, { ...env, DATABASE_URL: database ?? databaseUrl(name) }, ahead, directory)
    running.add(one)
    void one.exit.then(() => {
      running.delete(one)
      if (stopping || retiring.has(one)) return
      restarts += 1
      // One that cannot start because the database is away is started again a little later, for as long as it takes.
      setTimeout(() => { if (!stopping) void start(role, database).catch(() => {}) }, one.url === undefined ? 500 : 0)
    })
    return one
  }

  return {
    start,
    all: () => [...running],
    urls: () => [...running].flatMap(({ url, role }) => url !== undefined && role === 'api' ? [url] : []),
    of: (role) => [...running].filter((one) => one.role === role),
    restarts: () => restarts,
    async retire (one) {
      retiring.add(one)
      one.signal('SIGTERM')
      return await one.exit
    },
    setClock (to) {
      ahead = to
      for (const one of running) one.setClock(to)
    },
    async stop () {
      stopping = true
      const last = [...running]
      for (const one of last) one.signal('SIGTERM')
      const late = setTimeout(() => { for (const one of last) if (!one.ended) { one.signal('SIGCONT'); one.signal('SIGKILL') } }, 15_000)
      await Promise.all(last.map(({ exit }) => exit))
      clearTimeout(late)
    }
  }
}
