import { objectIn } from './call.ts'
import type { Call, Context, Said } from './call.ts'
import { movedUp, subordinatesOf } from './leaders.ts'
import { DOCUMENTED, INVENTED, noEmployee, Refused } from './refusals.ts'
import { readMoveSubordinates, readResignation } from './resignation.ts'
import type { Resignation } from './resignation.ts'
import type { JsonObject } from './validation.ts'
import { deletedValues } from './views.ts'
import type { Person } from './world.ts'

export function deleteEmployee (context: Context, { params: [id = ''], body }: Call): Said {
  const { store, variants, now } = context
  const person = store.accepted.people.get(id)
  if (!person) throw noEmployee(id)
  if (person.resigned) throw new Refused(INVENTED.alreadyResigned, `${id} has resigned`)
  const told = body.kind === 'none' ? {} : objectIn(body)
  const resignation = readResignation(told, variants, now)
  const lossy = body.kind === 'none' && variants.bodilessDelete === 'data_loss'
  if (!resignation && !lossy) throw new Refused(DOCUMENTED.reasonWithoutDate, 'neither date nor reason')
  return {
    message: 'Employee successfully deleted',
    values: deletedValues(person, variants),
    changes: { people: endingOf(context, person, told, resignation) }
  }
}

/** The person who leaves and the subordinates who move; refused while there are some and nobody said that they should. */
export function endingOf ({ store, variants }: Context, person: Person, told: JsonObject, resignation: Resignation | undefined): Person[] {
  const id = person.id_person
  const move = readMoveSubordinates(told, variants)
  const subordinates = subordinatesOf(store.accepted, id)
  if (subordinates.length > 0 && !move) throw new Refused(DOCUMENTED.hasLed, `${subordinates.length} people are led by ${id}`)
  const ended = { ...person, resigned: true, resignation_date: resignation?.date ?? null, resignation_reason: resignation?.reason ?? null }
  return [ended, ...movedUp(store.accepted, person)]
}
