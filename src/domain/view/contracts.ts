import { opens, type Event } from '../event.ts'
import type { Fields, Identifiers } from '../fields.ts'
import { sameValue } from './registers.ts'
import { isOpenFor } from './stints.ts'

/** What one event says about one contract, rows reduced to what differs from the same source's previous row. */
export interface Saying {
  event: Event
  fields: Fields
  /** All that a full row told: what counts of it where no row of its source was before. */
  row?: Fields
}

/** One employment, as its events make it: every number it ever had stays an alias. */
export interface Contract {
  aliases: Alias[]
  /** Somebody said a hire or a full row. */
  told: boolean
  /** A hire, a full row or a correction names its number: elsewhere a number only says who is meant. */
  numbered: boolean
  sayings: Saying[]
  rows: Map<string, Fields>
}

type Alias = { number: string, company: string | undefined } | { source: string, id: string }

/**
 * Which contract each event of a person is about. First the events that open or rename one, so that it does not matter
 * whether a change carries an earlier stamp than the hire it belongs to; then all, in the order of their stamps.
 */
export function contractsOf (events: Event[], zone: string): Contract[] {
  const contracts: Contract[] = []
  const decided = new Map<string, Contract>()
  const unnumbered = new Map<string, Fields>()
  const open = (aliases: Alias[], told: boolean): Contract => {
    const contract = { aliases, told, numbered: false, sayings: [], rows: new Map() }
    contracts.push(contract)
    return contract
  }

  for (const event of events) {
    const addressed = aliasesIn(event.match ?? event.who, event.source)
    const named = aliasesIn(event.who, event.source)
    if (!opens(event.type) && event.match === undefined) {
      nameTheOnly(contracts, named)
      continue
    }
    let contract = find(contracts, addressed) ?? (opens(event.type) && event.match !== undefined ? find(contracts, named) : undefined)
    if (contract === undefined && addressed.length > 0) contract = contracts.find(isNumberless) ?? open([], false)
    if (contract === undefined && contracts.length <= 1 && (opens(event.type) || named.length > 0)) contract = contracts[0] ?? open([], false)
    if (contract === undefined) continue
    decided.set(event.id, contract)
    if (opens(event.type)) contract.told = true
    if (event.who.employee_number !== undefined) contract.numbered = true
    for (const alias of [...addressed, ...named]) {
      const holder = find(contracts, [alias])
      if (holder === undefined || !covers(holder, alias)) contract.aliases.push(alias)
    }
  }

  for (const event of events) {
    const addressed = aliasesIn(event.match ?? event.who, event.source)
    const contract = decided.get(event.id) ?? find(contracts, addressed) ?? primaryAt(contracts, event, zone) ?? open(addressed, false)
    const told = spoken(contract, event)
    if (event.type !== 'upsert') {
      contract.sayings.push({ event, fields: told })
      continue
    }
    // The previous row of one that names no contract is the one that named none, wherever that one counted.
    const rows = addressed.length > 0 ? contract.rows : unnumbered
    const repeats = rows.has(event.source)
    const fields = differences(rows, event.source, told)
    if (!repeats || Object.keys(fields).length > 0) contract.sayings.push({ event, fields, row: told })
  }
  return contracts
}

/** A number told by a change belongs to the only contract when that has none yet: the next number is another contract. */
function nameTheOnly (contracts: Contract[], named: Alias[]): void {
  const [only] = contracts
  if (contracts.length === 1 && only !== undefined && isNumberless(only) && named.some((alias) => 'number' in alias)) only.aliases.push(...named)
}

function aliasesIn (who: Identifiers, source: string): Alias[] {
  return [
    ...(who.employee_number !== undefined ? [{ number: who.employee_number, company: who.company_code }] : []),
    ...(who.source_id !== undefined ? [{ source, id: who.source_id }] : [])
  ]
}

/** The contract with one of the aliases; an absent company matches the only contract with that number, and is matched by any company. */
function find (contracts: Contract[], aliases: Alias[]): Contract | undefined {
  for (const alias of aliases) {
    const exact = contracts.find((contract) => covers(contract, alias))
    if (exact !== undefined) return exact
    if ('number' in alias) {
      const loose = contracts.filter(({ aliases }) => {
        const same = aliases.filter((each) => 'number' in each && each.number === alias.number)
        return same.length > 0 && (alias.company === undefined || same.every((each) => 'number' in each && each.company === undefined))
      })
      if (loose.length === 1) return loose[0]
    }
  }
}

const covers = (contract: Contract, alias: Alias): boolean => contract.aliases.some((each) => sameValue(each, alias))
const isNumberless = ({ aliases }: Contract): boolean => !aliases.some((alias) => 'number' in alias)

/**
 * Whom a statement means that names none of the contracts: the only one, or the open one that began last, as things stood at its
 * stamp. What the very same words did before does not count, or saying again that one has ended would end the next.
 */
function primaryAt (contracts: Contract[], event: Event, zone: string): Contract | undefined {
  if (contracts.length <= 1) return contracts[0]
  const stood = contracts.map((contract) => ({ contract, sayings: contract.sayings.filter((saying) => !saysTheSame(saying.event, event)) }))
  const known = stood.filter(({ sayings }) => sayings.length > 0)
  const open = known.filter(({ sayings }) => isOpenFor(sayings, event.stamp.time, zone))
  const begun = ({ sayings }: Pick<Contract, 'sayings'>): string => sayings.map(({ fields }) => fields.hire_date ?? '').sort().at(-1) ?? ''
  return [...(open.length > 0 ? open : known.length > 0 ? known : stood)].sort((a, b) => begun(b) < begun(a) ? -1 : begun(b) > begun(a) ? 1 : 0)[0]?.contract
}

const saysTheSame = (a: Event, b: Event): boolean => (['type', 'source', 'who', 'match', 'fields'] as const).every((part) => sameValue(a[part], b[part]))

/**
 * What an event tells of its contract and person. An identifier that was only used to say who is meant is not a new value:
 * an old number that comes back as an address does not undo its correction.
 */
function spoken (contract: Contract, event: Event): Fields {
  if (event.match !== undefined) return event.fields
  const fields = { ...event.fields }
  const before = contract.sayings
  const saidBefore = (name: 'employee_number' | 'company_code') => event.who[name] !== undefined &&
    before.some(({ event: { match }, fields, row = fields }) => row[name] === event.who[name] || match?.[name] === event.who[name])
  const numbered = contract.numbered || before.some((saying) => saying.event.who.employee_number !== undefined)
  if (event.who.employee_number !== undefined && (saidBefore('employee_number') || (numbered && !opens(event.type)))) {
    delete fields.employee_number
    if (event.who.company_code !== undefined && (saidBefore('company_code') || !opens(event.type))) delete fields.company_code
  }
  const given = (['employee_number', 'source_id', 'cpf', 'work_email'] as const).filter((name) => event.who[name] !== undefined)
  if (!opens(event.type) && given.length === 1 && before.length > 0 && (given[0] === 'cpf' || given[0] === 'work_email')) delete fields[given[0]]
  return fields
}

/** Of a full row, what differs from that source's previous row; absent keeps here too. */
function differences (rows: Contract['rows'], source: string, row: Fields): Fields {
  const before = rows.get(source) ?? {}
  rows.set(source, { ...before, ...row, ...(row.custom && { custom: { ...before.custom, ...row.custom } }) })
  const different = Object.entries(row).filter(([name, value]) => name !== 'custom' && !(name in before && sameValue(before[name as keyof Fields], value)))
  const custom = row.custom && Object.entries(row.custom).filter(([key, value]) => !(before.custom && key in before.custom && before.custom[key] === value))
  return {
    ...Object.fromEntries(different),
    ...(custom && custom.length > 0 && { custom: Object.fromEntries(custom) }),
    ...(row.custom === null && before.custom !== null && { custom: null })
  } as Fields
}
