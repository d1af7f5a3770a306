/** How PostgreSQL numbers the types of elements. */
const TYPES = { bytea: 17, text: 25 }

const HEAD = 20
const NULL = -1

/**
 * A list as PostgreSQL takes it in binary (array_recv): for statements that carry many values, which would be quoted one by one
 * here, and read by the character there. Said with its type in the statement, as in `$1::text[]`.
 */
const list = <T extends string | Buffer> (type: number, sizeOf: (item: T) => number, write: (into: Buffer, item: T, at: number, size: number) => void) => (items: readonly (T | null)[]): Buffer => {
  const sizes = items.map((item) => item === null ? NULL : sizeOf(item))
  const bytes = Buffer.allocUnsafe(HEAD + sizes.reduce((sum, size) => sum + 4 + Math.max(0, size), 0))
  const head = [items.length === 0 ? 0 : 1, sizes.includes(NULL) ? 1 : 0, type, items.length, 1]   // dimensions, nulls, type, length, first index
  head.forEach((each, i) => bytes.writeInt32BE(each, i * 4))
  let at = HEAD
  items.forEach((item, i) => {
    const size = sizes[i]!
    at = bytes.writeInt32BE(size, at)
    if (item === null) return
    write(bytes, item, at, size)
    at += size
  })
  return items.length === 0 ? bytes.subarray(0, 12) : bytes
}

export const texts = list<string>(TYPES.text, (text) => Buffer.byteLength(text), (into, text, at, size) => { into.write(text, at, size) })

export const byteas = list<Buffer>(TYPES.bytea, (bytes) => bytes.length, (into, bytes, at) => { into.set(bytes, at) })
