// `npm run scale -- <trial>`: what is promised past one process and past one machine, tried here. Exits 1 when it does not hold.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Trial {
  about: string
  /** Says on the way what it does; answers whether everything held. */
  run (home: string, options: Record<string, number>): Promise<boolean>
}

const TRIALS: Record<string, () => Promise<{ trial: Trial }>> = {
  processes: () => import('./processes.ts'),
  replication: () => import('./replication.ts'),
  bloat: () => import('./bloat.ts'),
  housekeeping: () => import('./housekeeping.ts'),
  cost: () => import('./cost.ts')
}

const [name = '', ...rest] = process.argv.slice(2)
const load = TRIALS[name]
if (load === undefined) {
  console.log('npm run scale -- <trial> [--option=number …]\n')
  for (const [each, read] of Object.entries(TRIALS)) console.log(`  ${each.padEnd(14)}${(await read()).trial.about}`)
  process.exit(name === '' ? 0 : 2)
}

const options = Object.fromEntries(rest.map((each) => {
  const [, key = '', value = ''] = /^--([a-z-]+)=(\d+(?:\.\d+)?)$/.exec(each) ?? []
  if (key === '') { console.error(`not understood: ${each}`); process.exit(2) }
  return [key, Number(value)]
}))

const { trial } = await load()
const home = await mkdtemp(join(tmpdir(), 'cracha-scale-'))
let held = false
try {
  held = await trial.run(home, options)
  console.log(held ? '\nIt held.' : '\nIt did NOT hold.')
} catch (error) {
  console.error(error)
} finally {
  await rm(home, { recursive: true, force: true })
}
process.exit(held ? 0 : 1)
