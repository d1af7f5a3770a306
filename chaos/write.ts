import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const PAGE = join(import.meta.dirname, '..', 'docs', 'reliability.md')
const BEGIN = '<!-- measured by npm run chaos -- --write: not to be edited -->'
const END = '<!-- end of what was measured -->'

/** Puts the table of a run into the page, so that what it says is what was measured. */
export async function writeTable (table: string, seed: number): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error('docs/reliability.md has lost its markers')
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}, ${process.platform}; everything on this one machine, the load and the destinations too`
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  const measured = `Measured on ${new Date().toISOString().slice(0, 10)} at commit ${commit} with \`npm run chaos -- --seed ${seed}\`: ${machine}.`
  await writeFile(PAGE, `${page.slice(0, from)}${BEGIN}\n\n${measured}\n\n${table}\n\n${page.slice(to)}`)
}
