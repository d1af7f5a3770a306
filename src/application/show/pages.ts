import type { Page, PageRequest, Position } from '../../domain/pages.ts'

/** One more than the page is read, to know whether there is another; it is not shown. */
export async function pageOf<R, T> ({ limit }: PageRequest, read: (limit: number) => Promise<R[]>, positionOf: (row: R) => Position, show: (rows: R[]) => Promise<T[]>): Promise<Page<T>> {
  const rows = await read(limit + 1)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: await show(shown), ...(rows.length > limit && last !== undefined && { next: positionOf(last) }) }
}
