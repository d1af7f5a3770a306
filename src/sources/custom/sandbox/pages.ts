/** How the list is cut; names are the system's own. `says`: what an answer tells beside the people. */
export type Paging =
  | { style: 'none' }
  | { style: 'page', first: 0 | 1, says: 'nothing' | 'more' | 'total' | 'pages' }
  | { style: 'offset' }
  | { style: 'cursor' }
  | { style: 'link', in: 'body' | 'header' }

export interface Asking<P> { url: URL, asked: URLSearchParams, paging: Paging, most: number, known: string[], secret: string | undefined, people: P[] }
export interface Listing<P = any> { people: P[], about: Record<string, unknown>, link?: string }

const NAMES = { none: [], page: ['folha', 'por_folha'], offset: ['pular', 'por_folha'], cursor: ['marca', 'por_folha'], link: ['trecho', 'por_folha'] }

/** A page of the list; undefined: it was asked for in a way that the system does not know. */
export function listed<P> ({ url, asked, paging, most, known, secret, people }: Asking<P>): Listing<P> | undefined {
  const names: string[] = [...NAMES[paging.style], ...known]
  if ([...asked.keys()].some((name) => !names.includes(name))) return undefined
  if (paging.style === 'none') return { people, about: {} }
  const size = Number(asked.get('por_folha') ?? most)
  if (!Number.isInteger(size) || size < 1 || size > most) return undefined
  const cut = (from: number) => people.slice(from, from + size)
  switch (paging.style) {
    case 'page': {
      const page = Number(asked.get('folha') ?? paging.first) - paging.first
      if (!Number.isInteger(page) || page < 0) return undefined
      const about = { nothing: { folha: page }, more: { folha: page, tem_mais: (page + 1) * size < people.length }, total: { total: people.length }, pages: { folhas: Math.ceil(people.length / size) } }
      return { people: cut(page * size), about: about[paging.says] }
    }
    case 'offset': {
      const from = Number(asked.get('pular') ?? 0)
      return Number.isInteger(from) && from >= 0 ? { people: cut(from), about: { total: people.length } } : undefined
    }
    case 'cursor': {
      const from = asked.has('marca') ? fromMark(asked.get('marca')!) : 0
      return from === undefined ? undefined : { people: cut(from), about: { proxima_marca: from + size < people.length ? markOf(from + size) : null } }
    }
    case 'link': {
      const from = Number(asked.get('trecho') ?? 0)
      const next = new URL(url)
      next.searchParams.set('trecho', String(from + size))
      if (secret !== undefined) next.searchParams.set(secret, url.searchParams.get(secret)!)
      const link = from + size < people.length ? next.href : undefined
      return paging.in === 'body' ? { people: cut(from), about: { enlaces: { proximo: link ?? null } } } : { people: cut(from), about: {}, ...link !== undefined && { link } }
    }
  }
}

const markOf = (from: number): string => Buffer.from(`de:${from}`).toString('base64')

function fromMark (mark: string): number | undefined {
  const text = Buffer.from(mark, 'base64').toString()
  return /^de:\d+$/.test(text) ? Number(text.slice(3)) : undefined
}
