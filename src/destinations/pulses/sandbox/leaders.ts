import { cpfDigits } from './formats.ts'
import { DOCUMENTED, leaderNotFound, Refused } from './refusals.ts'
import type { Person, World } from './world.ts'

/** The id_person of each reference. Somebody who has resigned leads nobody new. */
export function resolveLeaders (world: World, references: string[]): string[] {
  const active = [...world.people.values()].filter(person => !person.resigned)
  return [...new Set(references.map(reference => resolve(active, reference)))]
}

function resolve (active: Person[], reference: string): string {
  const cpf = cpfDigits(reference)
  const keys: Array<(person: Person) => boolean> = [
    person => person.id_person === reference,
    person => person.internal_number === reference,
    person => cpf !== undefined && person.cpf === cpf,
    person => person.email?.toLowerCase() === reference.toLowerCase(),
    person => person.name === reference
  ]
  for (const key of keys) {
    const found = active.filter(key)
    if (found.length > 1) throw leaderNotFound(reference, `${found.length} people have this name`)
    if (found[0]) return found[0].id_person
  }
  throw leaderNotFound(reference, 'nobody active has this id, number, CPF, e-mail or name')
}

/** `world` is the accepted one: a chain that is still in the queue closes a cycle too. */
export function refuseCycle (world: World, id: string, leaders: string[]) {
  if (leaders.includes(id)) throw new Refused(DOCUMENTED.ownLeader, `${id} would lead themself`)
  const above = [...leaders]
  const seen = new Set(above)
  for (const next of above) {
    for (const leader of world.people.get(next)?.leaders ?? []) {
      if (leader === id) throw new Refused(DOCUMENTED.leaderBelow, `${next} is below ${id}`)
      if (!seen.has(leader)) above.push(leader)
      seen.add(leader)
    }
  }
}

export function subordinatesOf (world: World, id: string): Person[] {
  return [...world.people.values()].filter(person => !person.resigned && person.leaders.includes(id))
}

/** The subordinates of somebody who leaves, each under the leaders above; blank when there are none. */
export function movedUp (world: World, leaving: Person): Person[] {
  const above = leaving.leaders.filter(id => world.people.get(id)?.resigned === false)
  return subordinatesOf(world, leaving.id_person).map(person => {
    const leaders = person.leaders.flatMap(id => id === leaving.id_person ? above : [id])
    return { ...person, leaders: [...new Set(leaders)] }
  })
}
