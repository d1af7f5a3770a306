import type { Known } from '../../domain/known.ts'
import type { LinkRow } from '../../postgres/record/links.ts'
import type { Lane, LinkContent } from './delivering.ts'

/** What a link keeps, opened. A link that was made stale by another's call is read again before it is planned. */
export function contentOf ({ keys }: Pick<Lane, 'keys'>, link: Pick<LinkRow, 'sealed' | 'known'>): LinkContent {
  if (link.sealed === null || link.known === 'never_looked') {
    const doubt = link.sealed === null ? {} : keys.open<LinkContent>(link.sealed)
    return { ...doubt, known: { kind: 'never_looked' } }
  }
  const content = keys.open<LinkContent>(link.sealed)
  return link.known === 'stale' ? { ...content, known: toBeRead(content.known, 0) } : content
}

/** The same, and what stands there is read before anything else is done. */
export function toBeRead (known: Known, at: number, doubt: { doubted?: true } = {}): Known {
  return known.kind === 'active' || known.kind === 'ended' ? { ...known, confirm: { fields: [], round: 1, ...known.confirm, ...doubt, at } } : known
}

export type { Lane } from './delivering.ts'
