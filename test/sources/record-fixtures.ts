import { existsSync, writeFileSync } from 'node:fs'
import { sources } from '../../src/sources/index.ts'
import { fixturesOf } from './fixtures.ts'

/** Writes expected.json where there is none yet: `node test/sources/record-fixtures.ts <kind>`. What it writes is to be read and judged. */
const [, , kind] = process.argv
for (const source of sources.filter((each) => kind === undefined || each.kind === kind)) {
  for (const { folder, outcome } of fixturesOf(source)) {
    const file = new URL('expected.json', folder)
    if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(await outcome(), null, 2)}\n`)
  }
}
