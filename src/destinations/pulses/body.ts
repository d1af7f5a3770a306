import type { KnownAccount, RemoteValue } from '../../domain/known.ts'
import { asList, isBlank, same } from '../accounts/kinds.ts'
import { attributeOf, IDENTIFIERS, kindOf } from './lines.ts'
import type { PulsesSettings } from './options.ts'

export type Body = Record<string, unknown>

/** What is written, in the form of the vendor's page; built from the record alone, never from what was read there. */
export function bodyOf (values: { field: string, to: RemoteValue }[], known: KnownAccount | undefined, settings: PulsesSettings): Body {
  const body: Body = {}
  const attributes: Record<string, string> = {}
  for (const { field, to } of values) {
    const attribute = attributeOf(field)
    if (attribute !== undefined) attributes[attribute] = String(to ?? '')
    else body[field] = written(field, to, known, settings)
  }
  return Object.keys(attributes).length > 0 ? { ...body, custom_attributes: attributes } : body
}

function written (field: string, value: RemoteValue, known: KnownAccount | undefined, settings: PulsesSettings): unknown {
  switch (kindOf(field)) {
    case 'labels': return several(asList(value).map((name) => groupId(name, known, settings)), settings)
    case 'ids': return several(asList(value), settings)
    case 'set': case 'flag': return value
    // null would be a malformed body.
    default: return value ?? ''
  }
}

/** An id has no semicolon, no homonym and no typo. */
function groupId (name: string, known: KnownAccount | undefined, { catalogue }: PulsesSettings): string {
  const ids = known?.notes?.group_ids
  const seen = typeof ids === 'object' && ids !== null && !Array.isArray(ids) ? ids[name] : undefined
  return seen ?? catalogue.find('groups', name)?.remoteId ?? name
}

function several (list: string[], { options }: PulsesSettings): unknown {
  switch (options.multi_value) {
    case 'array': return list
    case 'array_joined': return list.length === 0 ? [] : [list.join(';')]
    case 'string': return list.join(';')
  }
}

/**
 * The vendor wants one identifier in every body: one that this step does not change, best one that HR and Pulses agree on;
 * where nothing stands there, as it should be.
 */
export function stableIdentifier (known: KnownAccount, changing: string[], meant: Map<string, RemoteValue>): Body {
  const there = IDENTIFIERS.filter((field) => !changing.includes(field) && !isBlank(known.fields[field]))
  const field = there.find((each) => same(kindOf(each), known.fields[each], meant.get(each))) ?? there[0]
  if (field !== undefined) return { [field]: known.fields[field] }
  const blank = IDENTIFIERS.find((each) => isBlank(known.fields[each]) && !isBlank(meant.get(each)))
  return blank === undefined ? {} : { [blank]: meant.get(blank) }
}
