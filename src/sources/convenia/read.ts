import type { Incoming, Reading } from '../../domain/source.ts'
import { isObject, objectIn, shown, type Json } from '../json.ts'
import { wordKey } from '../mapping/lookup.ts'

/** Names of events were seen for admissions and edits only: the others are known by what their names must have in them. */
const ENDS = /deslig|demiss|dismiss|terminat/
const OTHERS = /vacation|ferias|absence|ausencia|birthday|aniversari/
const TESTS = /^(ping|test|teste|webhook test)$/

/** A webhook carries an id and no data: whom it is about is looked up. */
export function read (incoming: Pick<Incoming, 'headers' | 'body'>): Reading {
  const parsed = objectIn(incoming)
  if (!parsed.ok) return parsed.reading
  const name = nameIn(parsed.value)
  const word = name === undefined ? '' : wordKey(name)
  if (OTHERS.test(word) && !ENDS.test(word)) return { kind: 'ignored', reason: `${shown(name)} does not change a person's record.` }
  if (TESTS.test(word)) return { kind: 'ignored', reason: 'A test of the connection.' }
  const id = employeeIn(parsed.value)
  if (id !== undefined) return { kind: 'hints', ids: [id] }
  return {
    kind: 'unreadable',
    reason: name === undefined
      ? 'There is neither an event nor an employee: employee.id, employee_id and data.id are read.'
      : `${shown(name)} names nobody: employee.id, employee_id and data.id are read.`
  }
}

/** In whatever place it was seen. */
function nameIn ({ event, event_name: eventName, evento, type, name, data }: Json): string | undefined {
  const inData = isObject(data) ? data.event : undefined
  return [event, eventName, evento, type, name, inData, isObject(event) ? event.name : undefined]
    .find((each): each is string => typeof each === 'string' && each.trim() !== '')
}

/** What stands there goes into an address: anything but an id is none. */
function employeeIn ({ employee, employee_id: id, data }: Json): string | undefined {
  const inData = isObject(data) ? data : {}
  return [
    isObject(employee) ? employee.id : employee, id,
    isObject(inData.employee) ? inData.employee.id : inData.employee, inData.employee_id, inData.id
  ].flatMap((each) => typeof each === 'string' ? [each.trim()] : typeof each === 'number' ? [String(each)] : [])
    .find((each) => /^[\w-]{1,100}$/.test(each))
}
