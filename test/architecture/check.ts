import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { basename, join, posix, sep } from 'node:path'
import { adapterOf, roomOf, whyNot } from './rooms.ts'
import { syntaxOf } from './syntax.ts'

export type Rule = 'layers' | 'surroundings' | 'vendors' | 'length' | 'adapters'
export interface Finding { rule: Rule, file: string, line?: number, what: string }

const MOST_LINES = 250

/** Our own format, and what anybody's is described with: no vendor's. */
const OURS = new Set(['canonical', 'custom', 'webhook'])

/** Vendors and products whose folders are still to come, or who have several names. */
const NAMES = ['progic', 'engagedly', 'convenia', 'personio', 'totvs', 'protheus', 'successfactors', 'tangerino', 'gupy']

/** Words of HR that begin like a vendor's name. */
const ORDINARY = new Set(['seniority'])

/** Where a vendor may be named outside its folder: the demonstration, and one line each in the two registries. */
const MAY_NAME = new Set(['src/main.ts', 'src/demo.ts', 'src/sources/index.ts', 'src/destinations/index.ts'])

/** Where time, chance and the environment come from, to be handed on as arguments. */
const SURROUNDED = new Set(['src/main.ts', 'src/engine.ts', 'src/alerts.ts', 'src/demo.ts'])

/** Starts and watches processes of the operating system: their environment and their deadlines are its subject. */
const PROCESSES = 'src/postgres/embedded'

/** Everything below `root` that is against the architecture. `root` holds src/ and migrations/. */
export async function findingsIn (root: string): Promise<Finding[]> {
  const files = await listed(root, ['src/**/*', 'migrations/*'])
  const adapters = files.filter((file) => /^src\/(sources|destinations)\/[^/]+\/index\.ts$/.test(file)).map((file) => posix.dirname(file))
  const found = await Promise.all(files.filter((file) => /\.(ts|sql|md)$/.test(file)).map(async (file) => {
    const text = await readFile(join(root, file), 'utf8')
    const ofCode = file.endsWith('.ts') ? [...syntactic(file, text, adapters), ...long(file, text)] : []
    return [...ofCode, ...vendorsIn(file, text, adapters)]
  }))
  return [...found.flat(), ...adapters.flatMap((adapter) => incomplete(root, adapter, files))]
}

async function listed (root: string, patterns: string[]): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob(patterns, { cwd: root })) files.push(file.split(sep).join('/'))
  return files.sort()
}

function syntactic (file: string, text: string, adapters: string[]): Finding[] {
  const { imports, ambient } = syntaxOf(file, text)
  const layers = imports.flatMap((each): Finding[] => {
    const why = whyNot(file, each, adapters)
    return why === undefined ? [] : [{ rule: 'layers', file, line: each.line, what: `imports ${each.specifier}${each.typeOnly ? ' (type)' : ''}: ${why}` }]
  })
  const room = roomOf(file, adapters)
  const free = SURROUNDED.has(file) || file.startsWith(PROCESSES) || room === 'outbound' || room === 'a sandbox'
  return [...layers, ...free ? [] : ambient.map(({ what, line }): Finding => ({ rule: 'surroundings', file, line, what: `${what} where a parameter would do` }))]
}

function long (file: string, text: string): Finding[] {
  const lines = text.split('\n').length - 1
  return lines <= MOST_LINES ? [] : [{ rule: 'length', file, what: `${lines} lines: look for the second subject in it` }]
}

/** In comments too: whoever reads the middle must not have to know a vendor. Accents and case do not count; `acme-pay` may name acme, whose product it is. */
function vendorsIn (file: string, text: string, adapters: string[]): Finding[] {
  const own = adapterOf(file, adapters)
  if (MAY_NAME.has(file)) return []
  const names = [...adapters.map((adapter) => basename(adapter)).filter((name) => !OURS.has(name)), ...own === undefined ? NAMES : []]
  return text.split('\n').flatMap((line, i) => {
    const words = plain(line).split(/[^a-z]+/)
    return names.filter((name) => own !== undefined && `${basename(own)}-`.startsWith(`${name}-`) ? false : words.some((word) => begins(word, name) && !ORDINARY.has(word)))
      .map((name): Finding => ({ rule: 'vendors', file, line: i + 1, what: `names ${name}` }))
  })
}

/** Two letters begin too many words to name anybody: they count alone. */
const begins = (word: string, name: string): boolean => name.length < 3 ? word === name : word.startsWith(name)

/** camelCase counts as words, so that a type named after a vendor is seen. */
const plain = (text: string): string => text.replace(/([a-z])([A-Z])/g, '$1 $2').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

function incomplete (root: string, adapter: string, files: string[]): Finding[] {
  const lacks = (what: string): Finding => ({ rule: 'adapters', file: adapter, what: `has no ${what}` })
  const proven = files.some((file) => file.startsWith(`${adapter}/fixtures/`) || file.startsWith(`${adapter}/sandbox/`))
  return [
    ...existsSync(join(root, adapter, 'README.md')) ? [] : [lacks('README.md')],
    ...proven ? [] : [lacks('fixtures/ and no sandbox/')]
  ]
}

export const asText = ({ file, line, what }: Finding): string => `${file}${line === undefined ? '' : `:${line}`} ${what}`
