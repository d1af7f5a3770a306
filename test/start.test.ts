import { readFile } from 'node:fs/promises'
import t from 'tap'

const text = (file: string) => readFile(new URL(`../${file}`, import.meta.url), 'utf8')

t.test('the image starts what npm start starts', async (t) => {
  const { scripts } = JSON.parse(await text('package.json'))
  const command: string[] = JSON.parse(/^CMD (\[.*\])$/m.exec(await text('Dockerfile'))![1]!)
  t.equal(command.join(' '), scripts.start)
})
