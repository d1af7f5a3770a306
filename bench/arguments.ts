import { parseArgs } from 'node:util'
import { ROWS, type RowName } from './rows/index.ts'

const HELP = `npm run bench -- [options]

  --only intake,drain   only these rows: ${Object.keys(ROWS).join(', ')}
  --quick               smaller and shorter, for a look; numbers are noisier
  --rounds N            how often each is measured; the median counts (3)
  --json                the report as JSON and nothing else
  --write               the table into docs/performance.md
  --profile             where the product's time goes, beside the table`

/** What was asked for on the command line; ends the program when it is not understood. */
export function readArguments (args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false }
      }
    })
    if (values.help) end(HELP, 0)
    const rows = values.only === undefined ? Object.keys(ROWS) as RowName[] : values.only.split(',').map((name) => rowNamed(name.trim()))
    const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
    if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError('--rounds is a number from 1')
    return { ...values, rows, rounds }
  } catch (error) {
    return end(`${(error as Error).message}\n\n${HELP}`, 1)
  }
}

function rowNamed (name: string): RowName {
  if (!(name in ROWS)) throw new TypeError(`there is no row ${name}`)
  return name as RowName
}

function end (text: string, code: number): never {
  console.error(text)
  process.exit(code)
}
