import type { Answer } from '../../domain/destination.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'
import { valueAt } from '../mapping/lookup.ts'
import { headerIn, jsonIn } from '../reading/answers.ts'
import { xmlIn } from '../xml.ts'
import { isXml, plainXml } from './body.ts'

/** An answer that was understood. In XML a list of one is no list, and one of none may not be there at all. */
export interface Understood { value: unknown, xml: boolean }

export function understand (answer: Answer): Understood {
  if (!isXml(headerIn(answer, 'content-type') ?? 'json', answer.body)) return { value: jsonIn(answer), xml: false }
  const parsed = xmlIn(answer.body)
  if (!parsed.ok) throw new ReadFailure('unreadable', `It answered ${answer.status}. ${parsed.reason}`)
  return { value: plainXml(parsed.value), xml: true }
}

/** The people of an answer. A place that is not there is no empty list: then nobody would have been left. */
export function itemsIn ({ value, xml }: Understood, path: string | undefined, setting: string): Json[] {
  const found = path === undefined ? value : valueAt(value, path)
  if (Array.isArray(found)) {
    if (!found.every(isObject)) throw new ReadFailure('unreadable', `${setting} leads to a list of something else than objects.`)
    return found
  }
  if (xml && isObject(found)) return [found]
  if (xml && path !== undefined && (found === '' || found === undefined)) {
    const parent = path.includes('.') ? valueAt(value, path.slice(0, path.lastIndexOf('.'))) : undefined
    if (found === '' || parent === '' || isObject(parent)) return []
  }
  throw new ReadFailure('unreadable', path === undefined
    ? `The answer is no list: say in ${setting} where the list stands in it.`
    : `${setting} leads to ${found === undefined ? 'nothing' : 'no list'} in the answer: look at one and put the right place there.`)
}
