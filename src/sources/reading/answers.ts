import type { Answer } from '../../domain/destination.ts'
import { ReadFailure } from '../../domain/reading.ts'
import { isObject, type Json } from '../json.ts'

/** The JSON of an answer; whoever answers with something else, such as a page of HTML, was not understood. */
export function jsonIn ({ body, status }: Answer): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new ReadFailure('unreadable', `It answered ${status} with something that is not JSON.`)
  }
}

export function objectIn (answer: Answer): Json {
  const value = jsonIn(answer)
  if (!isObject(value)) throw new ReadFailure('unreadable', 'It answered with JSON that is not an object.')
  return value
}

/** A list in an answer; `where` names it for whoever reads the error. */
export function listIn (value: unknown, where: string): Json[] {
  if (!Array.isArray(value)) throw new ReadFailure('unreadable', `${where} is not a list.`)
  return value.filter(isObject)
}

/** A header of an answer, whatever its case. */
export function headerIn ({ headers }: Answer, name: string): string | undefined {
  const value = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]
  return Array.isArray(value) ? value[0] : value
}
