import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { faultsOf } from '../../src/domain/validate.ts'
import { notifications, sources } from '../../src/sources/index.ts'
import { fixturesOf, folderOf, jsonOf } from './fixtures.ts'

for (const source of sources) {
  for (const { name, folder, outcome } of fixturesOf(source)) {
    t.test(`${source.kind}: ${name}`, async (t) => {
      t.same(JSON.parse(JSON.stringify(await outcome())), jsonOf(new URL('expected.json', folder)))
    })
  }

  t.test(`${source.kind}: is made like every other source`, async (t) => {
    t.ok(existsSync(folderOf(source.kind)), 'the folder has the name of the kind')
    t.match(readFileSync(new URL('README.md', folderOf(source.kind)), 'utf8'), /## Connect/)
    const needed = faultsOf(source.settings, {}).map(({ pointer, code }) => `${pointer} ${code}`)
    t.ok(needed.every((each) => ['/base_url required', '/url required'].includes(each)), `it works without settings but the address of its API: ${needed.join(', ')}`)
    t.same(faultsOf(source.options, {}), [], 'it works without options')
    t.not(faultsOf(source.credentials, {}).length, 0, 'nothing is unverified by accident')
    t.ok(fixturesOf(source).length >= 8, 'fixtures prove it')
    if (source.reads !== undefined) t.ok(existsSync(new URL(`conformance/${source.kind}.test.ts`, import.meta.url)), 'it is played with')
    const notification = notifications[source.kind]
    if (source.verify === undefined) return t.equal(notification, undefined, 'it sends nothing')
    const examples = notification?.examples as unknown[]
    t.not(examples.length, 0)
    for (const example of examples) if (typeof example !== 'string') t.same(faultsOf(notification!, example), [], 'the examples of the page are valid')
  })
}

t.test('kinds are distinct', async (t) => {
  t.equal(new Set(sources.map(({ kind }) => kind)).size, sources.length)
})
