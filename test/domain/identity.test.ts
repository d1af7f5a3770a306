import t from 'tap'
import type { EventType } from '../../src/domain/event.ts'
import type { Identifiers } from '../../src/domain/fields.ts'
import { keysOf, numberKey, resolve, type Found, type Holder, type Resolution } from '../../src/domain/identity.ts'

const C1 = '52998224725'
const C2 = '11144477735'
const E = 'a@example.com'

/** Somebody who was hired under one number, is open and has nothing else. */
const person = (employee: string, more: Partial<Holder> = {}): Holder => {
  const numbers = more.numbers ?? ['1']
  return { employee, told: true, toldBefore: true, left: false, openContracts: 1, numbersBefore: numbers, cpf: undefined, workEmail: undefined, ...more, numbers }
}
/** Somebody who was only ever mentioned. */
const shell = (employee: string, more: Partial<Holder> = {}): Holder => person(employee, { told: false, toldBefore: false, openContracts: 0, numbers: [], ...more })

const is = (employee: string, ...folds: string[]): Resolution => ({ kind: 'person', employee, folds })
const nobody: Resolution = { kind: 'new', folds: [] }
const held = (why: Extract<Resolution, { kind: 'conflict' }>['why'], ...employees: string[]): Resolution => ({ kind: 'conflict', why, employees })

interface Case {
  type?: EventType
  who?: Identifiers
  match?: Identifiers
  found?: Found
  named?: Found
  emailIsPrimary?: boolean
  /** What the statement makes of its person has left, or has another address, now. */
  history?: boolean
  comes: Resolution
}

const cases: Record<string, Case> = {
  'nobody has any of the identifiers: somebody new': { who: { employee_number: '1', cpf: C1, work_email: E }, comes: nobody },
  'the number says who': { who: { employee_number: '1' }, found: { number: person('a') }, comes: is('a') },
  "the source's own id says who": { who: { source_id: 's' }, found: { source_id: person('a') }, comes: is('a') },

  // A hire or full row with an equal CPF and another number: the same person, another employment.
  'a hire with an equal CPF and another number is the same person': { type: 'hire', who: { employee_number: '2', cpf: C1 }, found: { cpf: person('a', { cpf: C1 }) }, comes: is('a') },
  'a full row with an equal CPF and another number is the same person': { type: 'upsert', who: { employee_number: '2', cpf: C1 }, found: { cpf: person('a', { cpf: C1 }) }, comes: is('a') },
  // A change with a number nobody has and a CPF somebody has: held.
  'a change with an equal CPF and a number nobody has is held': { type: 'change', who: { employee_number: '2', cpf: C1 }, found: { cpf: person('a', { cpf: C1 }) }, comes: held('cpf_has_another_number', 'a') },
  'so is a termination': { type: 'termination', who: { employee_number: '2', cpf: C1 }, found: { cpf: person('a', { cpf: C1 }) }, comes: held('cpf_has_another_number', 'a') },
  'a change gives a number to whoever has none': { type: 'change', who: { employee_number: '2', cpf: C1 }, found: { cpf: person('a', { cpf: C1, numbers: [] }) }, comes: is('a') },
  'a change with both number and CPF of one person is theirs': { type: 'change', who: { employee_number: '1', cpf: C1 }, found: { number: person('a', { cpf: C1 }), cpf: person('a', { cpf: C1 }) }, comes: is('a') },
  'a known number beside another CPF is held': { type: 'hire', who: { employee_number: '1', cpf: C2 }, found: { number: person('a', { cpf: C1 }) }, comes: held('number_has_another_cpf', 'a') },
  'a known number beside the first CPF told of them is theirs': { type: 'change', who: { employee_number: '1', cpf: C2 }, found: { number: person('a') }, comes: is('a') },
  'a CPF they had before a correction is still theirs': { type: 'upsert', who: { employee_number: '1', cpf: C2 }, found: { number: person('a', { cpf: C1 }), cpf: person('a', { cpf: C1 }) }, comes: is('a') },

  // Identifiers that point at two people are held, never guessed.
  'number of one and CPF of another are held': { who: { employee_number: '1', cpf: C2 }, found: { number: person('a'), cpf: person('b', { cpf: C2, numbers: ['2'] }) }, comes: held('points_at_two_people', 'a', 'b') },
  'a number that several have, without its company, is held': { who: { employee_number: '1' }, found: { number: 'several' }, comes: held('number_of_several') },
  'a hire under a number that another one was given only later is held': { type: 'hire', who: { employee_number: '2' }, found: { number: person('a', { numbers: ['1', '2'], numbersBefore: ['1'] }) }, comes: held('points_at_two_people', 'a') },
  'with an equal CPF it is theirs': { type: 'hire', who: { employee_number: '2', cpf: C1 }, found: { number: person('a', { numbers: ['1', '2'], numbersBefore: ['1'], cpf: C1 }), cpf: person('a', { cpf: C1 }) }, comes: is('a') },

  // Equal e-mail while a known number or CPF disagrees: another person; the address moves if its holder has left or has another one now, else conflict.
  'an address alone says who, for anything but an ending': { type: 'change', who: { work_email: E }, found: { work_email: person('a', { workEmail: E }) }, comes: is('a') },
  'a hire with the address and number of nobody else is theirs': { type: 'hire', who: { work_email: E, cpf: C1 }, found: { work_email: person('a', { workEmail: E }) }, comes: is('a') },
  'the address of a leaver, with another number: somebody new': { type: 'hire', who: { employee_number: '2', work_email: E }, found: { work_email: person('a', { left: true, workEmail: E }) }, comes: nobody },
  'the address of a leaver, with another CPF: somebody new': { type: 'hire', who: { cpf: C2, work_email: E }, found: { work_email: person('a', { left: true, workEmail: E, cpf: C1 }) }, comes: nobody },
  'the address of somebody who has another one now: somebody new': { type: 'hire', who: { employee_number: '2', work_email: E }, found: { work_email: person('a', { workEmail: 'b@example.com' }) }, comes: nobody },
  'the address of somebody who has none any more: somebody new': { type: 'hire', who: { employee_number: '2', work_email: E }, found: { work_email: person('a') }, comes: nobody },
  'the address of somebody who has it, with another number: held': { type: 'hire', who: { employee_number: '2', work_email: E }, found: { work_email: person('a', { workEmail: E }) }, comes: held('email_of_another', 'a') },
  'the same, of somebody who has left or has another address by now: somebody new': { type: 'hire', who: { employee_number: '2', work_email: E }, found: { work_email: person('a', { workEmail: E }) }, history: true, comes: nobody },
  'somebody known takes the address of somebody who has it: held': { type: 'change', who: { employee_number: '1', work_email: E }, found: { number: person('a'), work_email: person('b', { numbers: ['2'], workEmail: E }) }, comes: held('email_of_another', 'a', 'b') },
  'somebody known had the address once': { type: 'change', who: { employee_number: '1', work_email: E }, found: { number: person('a'), work_email: person('b', { numbers: ['2'], workEmail: E }) }, history: true, comes: is('a') },
  'somebody known takes the address of a leaver': { type: 'change', who: { employee_number: '1', work_email: E }, found: { number: person('a'), work_email: person('b', { numbers: ['2'], left: true, workEmail: E }) }, comes: is('a') },

  // Nobody is ended on a match by e-mail alone unless e-mail is primary.
  'nobody is ended by an address alone': { type: 'termination', who: { work_email: E }, found: { work_email: person('a', { workEmail: E }) }, comes: held('ended_by_email_alone', 'a') },
  'nor by an address beside a CPF that nobody has': { type: 'termination', who: { work_email: E, cpf: C1 }, found: { work_email: person('a', { workEmail: E }) }, comes: held('ended_by_email_alone', 'a') },
  'but where the address is primary': { type: 'termination', who: { work_email: E }, found: { work_email: person('a', { workEmail: E }) }, emailIsPrimary: true, comes: is('a') },
  'and then not one of two contracts': { type: 'termination', who: { work_email: E }, found: { work_email: person('a', { workEmail: E, openContracts: 2 }) }, emailIsPrimary: true, comes: held('several_contracts', 'a') },

  // A termination by CPF with two open employments is held.
  'a termination by CPF with two open contracts is held': { type: 'termination', who: { cpf: C1 }, found: { cpf: person('a', { cpf: C1, openContracts: 2 }) }, comes: held('several_contracts', 'a') },
  'with one it is theirs': { type: 'termination', who: { cpf: C1 }, found: { cpf: person('a', { cpf: C1 }) }, comes: is('a') },
  'with a number it is clear': { type: 'termination', who: { cpf: C1, employee_number: '1' }, found: { number: person('a', { cpf: C1, openContracts: 2 }), cpf: person('a', { cpf: C1, openContracts: 2 }) }, comes: is('a') },
  'a change by CPF with two open contracts is theirs': { type: 'change', who: { cpf: C1 }, found: { cpf: person('a', { cpf: C1, openContracts: 2 }) }, comes: is('a') },

  // A person of whom nobody ever said a hire or a full row folds into whoever claims the identifiers later.
  'who was only mentioned becomes whoever is hired': { type: 'hire', who: { employee_number: '1', cpf: C1 }, found: { number: shell('a') }, comes: is('a') },
  'several who were only mentioned become one': { type: 'hire', who: { employee_number: '1', cpf: C1, work_email: E }, found: { number: shell('a', { numbers: ['1'] }), cpf: shell('b', { cpf: C1 }), work_email: shell('c', { workEmail: E }) }, comes: is('a', 'b', 'c') },
  'who was only mentioned folds into somebody known': { type: 'change', who: { employee_number: '1', cpf: C1, work_email: E }, found: { number: person('a'), cpf: shell('b', { cpf: C1 }), work_email: shell('c', { workEmail: E }) }, comes: is('a', 'b', 'c') },
  'but not who was mentioned under another number': { type: 'hire', who: { employee_number: '1', work_email: E }, found: { work_email: shell('c', { numbers: ['9'], workEmail: E }) }, comes: nobody },

  // `match` says who is meant, by identifiers known until now; identifiers beside it are new values.
  'a match says who, whatever new number stands beside it': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2' }, found: { number: person('a') }, comes: is('a') },
  'a match by CPF': { type: 'change', match: { cpf: C1 }, who: { cpf: C2 }, found: { cpf: person('a', { cpf: C1 }) }, comes: is('a') },
  'a match that nobody answers to': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2' }, comes: nobody },
  'a match that names two people is held': { type: 'change', match: { employee_number: '1', cpf: C2 }, who: {}, found: { number: person('a'), cpf: person('b', { numbers: ['2'] }) }, comes: held('points_at_two_people', 'a', 'b') },
  'a new value that is somebody else is held': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2' }, found: { number: person('a') }, named: { number: person('b', { numbers: ['2'] }) }, comes: held('points_at_two_people', 'a', 'b') },
  'whoever was hired under the new number after it was given is the same': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2' }, found: { number: person('a') }, named: { number: person('b', { numbers: ['2'], toldBefore: false }) }, comes: is('a', 'b') },
  'unless their CPFs disagree': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2' }, found: { number: person('a', { cpf: C1 }) }, named: { number: person('b', { numbers: ['2'], toldBefore: false, cpf: C2 }) }, comes: held('points_at_two_people', 'a', 'b') },
  'a new value that was only mentioned folds': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2', work_email: E }, found: { number: person('a') }, named: { number: shell('b', { numbers: ['2'] }), work_email: shell('c', { workEmail: E }) }, comes: is('a', 'b', 'c') },
  'a new value that was only mentioned, and a match nobody knows yet, are one': { type: 'change', match: { employee_number: '1' }, who: { employee_number: '2' }, named: { number: shell('b', { numbers: ['2'] }) }, comes: is('b') },
  'a new address that somebody has is held': { type: 'change', match: { employee_number: '1' }, who: { work_email: E }, found: { number: person('a') }, named: { work_email: person('b', { numbers: ['2'], workEmail: E }) }, comes: held('email_of_another', 'a', 'b') },
  'a new address that its holder has given up moves': { type: 'change', match: { employee_number: '1' }, who: { work_email: E }, found: { number: person('a') }, named: { work_email: person('b', { numbers: ['2'], left: true, workEmail: E }) }, comes: is('a') },
  'a match by CPF ends one of two contracts: held': { type: 'termination', match: { cpf: C1 }, who: {}, found: { cpf: person('a', { cpf: C1, openContracts: 2 }) }, comes: held('several_contracts', 'a') }
}

for (const [sentence, { type = 'change', who = {}, match, found = {}, named = {}, emailIsPrimary = false, history = false, comes }] of Object.entries(cases)) {
  t.test(sentence, async (t) => {
    t.same(resolve({ type, who, ...(match && { match }) }, found, named, { emailIsPrimary, wouldGiveUp: () => history }), comes)
  })
}

t.test("the source's own id is tried first, and only names somebody to its own source", async (t) => {
  const who = { source_id: 's', employee_number: '1', company_code: 'X', cpf: C1, work_email: E }
  t.same(keysOf(who, 'erp').map(({ kind }) => kind), ['source_id', 'number', 'cpf', 'work_email'])
  t.not(keysOf(who, 'erp')[0]?.text, keysOf(who, 'payroll')[0]?.text)
})

t.test('numbers of two companies are two identifiers, and no company is one of its own', async (t) => {
  const texts = [numberKey('1'), numberKey('1', 'X'), numberKey('1', 'Y'), numberKey('X1'), numberKey('1","', 'X')]
  t.equal(new Set(texts).size, texts.length)
  t.equal(keysOf({ employee_number: '1', company_code: 'X' }, 'api')[0]?.part, keysOf({ employee_number: '1' }, 'api')[0]?.part)
})
