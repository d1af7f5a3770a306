import { isObject, type Json } from '../json.ts'
import { dateOf, ENDED, REASON } from './contract.ts'
import { firstOf, itemsIn, wordAt, wordIn } from './wire.ts'

const KIND = ['TipoDeOperacao.Valor', 'TipoDeOperacao']
const DATES = [...ENDED, ...ENDED.map((each) => `Rescisao.${each}`)]
const INCLUDED = '1'
const EXCLUDED = '3'

/** What was done to a contract, as a feed lists it, in the order of time. */
const operationsIn = (item: Json): Json[] => itemsIn(Object.values(item), KIND).toSorted((a, b) => when(a) < when(b) ? -1 : when(a) > when(b) ? 1 : 0)
const when = (operation: Json): string => `${wordAt(operation, 'Data') ?? ''} ${wordAt(operation, 'Hora') ?? ''}`
const kindOf = (operation: Json): string | undefined => wordIn(operation, KIND)

/** Of what a feed of rescissions says of one contract, what was said last; nothing, if that took the rescission back. */
export function standing (items: Json[]): Json[] {
  const said = items.map((item) => ({ item, last: operationsIn(item).at(-1) })).toSorted((a, b) => {
    const [one, other] = [a, b].map(({ last }) => last === undefined ? '' : when(last)) as [string, string]
    return one < other ? -1 : one > other ? 1 : 0
  })
  const { item, last } = said.at(-1)!
  return last !== undefined && kindOf(last) === EXCLUDED ? [] : [item]
}

/** What a feed of rescissions says of an end: its own date, or else the day on which it was included; and why. */
export function rescissionIn ({ rescission }: Json): { date?: string, reason?: unknown } {
  if (!isObject(rescission)) return {}
  const included = operationsIn(rescission).findLast((each) => kindOf(each) === INCLUDED)
  const date = dateOf(wordIn(rescission, DATES)) ?? dateOf(included && wordAt(included, 'Data'))
  const reason = firstOf([rescission], [...REASON, 'Motivo.Descricao', 'Motivo'])
  return { ...(date !== undefined && { date }), ...(typeof reason === 'string' && { reason }) }
}
