import { fileURLToPath } from 'node:url'
import t from 'tap'
import { asText, findingsIn, type Rule } from './architecture/check.ts'

const found = await findingsIn(fileURLToPath(new URL('..', import.meta.url)))

const RULES: Record<Rule, string> = {
  layers: 'imports go one way: wiring → http, worker, outbound, sources, destinations → application → postgres → domain',
  surroundings: 'time, chance and the environment are parameters below the files that wire',
  vendors: 'no vendor is named outside its own folder',
  length: 'no file is longer than 250 lines',
  adapters: 'every adapter has a README, and fixtures or a sandbox that prove it'
}

for (const [rule, sentence] of Object.entries(RULES)) {
  t.test(sentence, async (t) => t.same(found.filter((each) => each.rule === rule).map(asText), []))
}

// The checks above are worth something only if they fail when they should.
t.test('a tree that breaks every rule is found out, line by line', async (t) => {
  const root = t.testdir({
    src: {
      'main.ts': "import { x } from './application/x.ts'\nexport const now = () => Date.now() + x\n",
      'stray.ts': "import './domain/pure.ts'\n",
      domain: {
        'pure.ts': "import type { Db } from '../postgres/db.ts'\nexport const today = (_: Db) => new Date()\n",
        'fine.ts': 'export const at = (now: number) => new Date(now)\n'
      },
      postgres: { 'db.ts': "export { x } from '../application/x.ts'\nexport type Db = import('../http/app.ts').App\n" },
      outbound: { 'request.ts': "import { request } from 'undici'\nexport const send = () => request(String(Date.now()))\n" },
      application: {
        'x.ts': "import type { send } from '../outbound/request.ts'\nimport { at } from '../domain/fine.ts'\nexport const x = at as unknown as typeof send\n",
        'y.ts': "import { send } from '../outbound/request.ts'\n// Acmé wants this twice.\nexport const y = () => fetch(send + process.env.Y)\n"
      },
      http: { 'app.ts': "import { type x } from '../application/x.ts'\nexport type App = typeof x\nexport const lazy = () => import('../postgres/db.ts')\n" },
      worker: { 'loop.ts': "import type { at } from '../domain/fine.ts'\nimport pg from 'pg'\nexport type Loop = typeof at | typeof pg\n" },
      sources: {
        'index.ts': "import acme from './acme/index.ts'\nexport default [acme]\n",
        'json.ts': 'export const json = 1\n',
        acme: { 'index.ts': "import { json } from '../json.ts'\nexport default json\n", 'README.md': '# Acmé\n', fixtures: { one: { 'input.json': '{}' } } },
        other: { 'index.ts': "import acme from '../acme/index.ts'\nexport default acme\n" }
      },
      destinations: {
        desk: {
          'index.ts': "import { world } from './sandbox/world.ts'\nexport default world\n",
          'README.md': '# Desk\n',
          sandbox: { 'world.ts': "import { at } from '../../../domain/fine.ts'\nexport const world = [at, Date.now(), Math.random()]\n" }
        }
      },
      'config.ts': `${'export {}\n'.repeat(251)}`
    },
    migrations: { '001.sql': '-- DeskNumber\n' }
  })
  t.same((await findingsIn(root)).map((each) => `${each.rule}: ${asText(each)}`).sort(), [
    'adapters: src/sources/other has no README.md',
    'adapters: src/sources/other has no fixtures/ and no sandbox/',
    'layers: src/application/y.ts:1 imports ../outbound/request.ts: application may know domain, postgres, type outbound',
    'layers: src/destinations/desk/index.ts:1 imports ./sandbox/world.ts: a destination may know domain, shared by adapters, shared by destinations',
    'layers: src/destinations/desk/sandbox/world.ts:1 imports ../../../domain/fine.ts: a sandbox may know nobody',
    'layers: src/domain/pure.ts:1 imports ../postgres/db.ts (type): domain may know nobody',
    'layers: src/http/app.ts:3 imports ../postgres/db.ts: http may know domain, type application',
    'layers: src/postgres/db.ts:1 imports ../application/x.ts: postgres may know domain',
    'layers: src/postgres/db.ts:2 imports ../http/app.ts (type): postgres may know domain',
    'layers: src/sources/other/index.ts:1 imports ../acme/index.ts: a source may know domain, shared by adapters, shared by sources',
    'layers: src/stray.ts:1 imports ./domain/pure.ts: it lies in no room of src/',
    'layers: src/worker/loop.ts:1 imports ../domain/fine.ts (type): worker may know nobody',
    'layers: src/worker/loop.ts:2 imports pg: only postgres may use it',
    'length: src/config.ts 251 lines: look for the second subject in it',
    'surroundings: src/application/y.ts:3 fetch() where a parameter would do',
    'surroundings: src/application/y.ts:3 process.env where a parameter would do',
    'surroundings: src/domain/pure.ts:2 new Date() where a parameter would do',
    'vendors: migrations/001.sql:1 names desk',
    'vendors: src/application/y.ts:2 names acme',
    'vendors: src/sources/other/index.ts:1 names acme',
    'vendors: src/sources/other/index.ts:2 names acme'
  ])
})
