import type { Trial } from './main.ts'
import { table, type Cell } from './table.ts'

/** What the figures below are made of: measured by `npm run scale -- bloat` and by the bench, or stated here as an assumption. */
interface Figures {
  /** Bytes with indexes. */
  employee: number
  link: number
  event: number
  message: number
  messageKept: number
  attempt: number
  /** Calls for a person's first load at one destination, and for a later event. */
  firstCalls: number
  laterCalls: number
  eventsPerPersonAndYear: number
}

const FIGURES: Figures = { employee: 1360, link: 1330, event: 630, message: 1340, messageKept: 450, attempt: 390, firstCalls: 3, laterCalls: 3, eventsPerPersonAndYear: 12 }

/** Employees of one instance with one destination: storage, and days of a first load at rates that a platform allows. */
export const trial: Trial = {
  about: 'what 1, 10 and 100 million employees cost, computed; --interpreted=4000 --delivered=4000 (per second, as the bench measured)',
  async run (_home, options) {
    const { interpreted, delivered } = options
    const f = FIGURES
    const rows = [1e6, 10e6, 100e6].map((people): Cell[] => {
      const yearly = people * f.eventsPerPersonAndYear
      const record = people * (f.employee + f.link + f.event)
      const month = yearly / 12 * f.messageKept + yearly / 52 * (f.message - f.messageKept)
      const attempts = yearly / 365 * 90 * f.laterCalls * f.attempt
      const hours = (perSecond: number | undefined) => perSecond === undefined ? '(bench)' : (people / perSecond / 3600).toFixed(2)
      return [people / 1e6, gigabytes(record), gigabytes(yearly * f.event), gigabytes(month), gigabytes(attempts), (yearly / 365 / 86_400).toFixed(1),
        hours(interpreted), hours(delivered), (people * f.firstCalls / 2 / 86_400).toFixed(0), (people * f.firstCalls / 100 / 86_400).toFixed(1)]
    })
    console.log(table(['million', 'record', 'events a year', 'messages', 'attempts 90 d', 'events/s', 'hours to interpret', 'hours to deliver', 'days at 2 calls/s', 'days at 100 calls/s'], rows))
    console.log(`Assumed: one destination, ${f.eventsPerPersonAndYear} events per person and year, ${f.firstCalls} calls for a first load, ${f.laterCalls} for an event; bytes per row with indexes: ${JSON.stringify(f)}.`)
    if (interpreted === undefined) console.log('(bench): say --interpreted= and --delivered=, per second, as npm run bench measured them.')
    return true
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
