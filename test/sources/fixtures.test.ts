import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { faultsOf } from '../../src/domain/validate.ts'
import { notifications, sources } from '../../src/sources/index.ts'
import { fixturesOf, folderOf, jsonOf } from './fixtures.ts'

for (const source of sources) {
  for (const { name, folder, outcome } of fixturesOf(source)) {
    t.test(`${source.kind}: ${name}`, async (t) => {
      t.same(JSON.parse(JSON.stringify(outcome)), jsonOf(new URL('expected.json', folder)))
    })
  }

  t.test(`${source.kind}: is made like every other source`, async (t) => {
    t.ok(existsSync(folderOf(source.kind)), 'the folder has the name of the kind')
    t.match(readFileSync(new URL('README.md', folderOf(source.kind)), 'utf8'), /## Connect/)
    t.same(faultsOf(source.settings, {}), [], 'it works without settings')
    t.same(faultsOf(source.options, {}), [], 'it works without options')
    t.not(faultsOf(source.credentials, {}).length, 0, 'nothing is unverified by accident')
    const examples = notifications[source.kind]?.examples as unknown[]
    for (const example of examples) t.same(faultsOf(notifications[source.kind]!, example), [], 'the examples of the page are valid')
    t.not(examples.length, 0)
  })
}

t.test('kinds are distinct', async (t) => {
  t.equal(new Set(sources.map(({ kind }) => kind)).size, sources.length)
})
