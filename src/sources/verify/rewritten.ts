/** Larger bodies are not searched for: whoever cannot sign must not be able to make us work. */
const LARGEST = 64 * 1024

const BOM = Buffer.from('efbbbf', 'hex')

export interface Rewriting {
  bytes: Uint8Array
  /** What was probably done to the body on its way, as the end of the sentence "a proxy …". */
  how: string
}

/** The bodies that the sender may have signed, when what arrived is what a proxy made of them. For explanations only. */
export function * rewritings (body: Uint8Array): Generator<Rewriting> {
  if (body.length === 0 || body.length > LARGEST) return
  const bytes = Buffer.from(body)
  const text = bytes.toString('utf8')

  yield { bytes: bytes.subarray(0, 3).equals(BOM) ? bytes.subarray(3) : Buffer.concat([BOM, bytes]), how: 'added or removed a byte order mark' }
  yield { bytes: Buffer.from(text.replace(/[\r\n]+$/, '')), how: 'added a line break at the end' }
  yield { bytes: Buffer.from(`${text}\n`), how: 'removed the line break at the end' }
  yield { bytes: Buffer.from(`${text}\r\n`), how: 'removed the line break at the end' }
  yield { bytes: Buffer.from(text.replace(/\r\n/g, '\n')), how: 'turned line breaks into CRLF' }
  yield { bytes: Buffer.from(text.replace(/\r?\n/g, '\r\n')), how: 'turned CRLF line breaks into LF' }
  yield { bytes: Buffer.from(text, 'latin1'), how: 'changed the character set from ISO-8859-1 to UTF-8' }
  yield { bytes: Buffer.from(bytes.toString('latin1')), how: 'changed the character set from UTF-8 to ISO-8859-1' }
  for (const json of spellings(text)) yield { bytes: Buffer.from(json), how: 're-encoded the JSON (spaces, line breaks or escapes differ)' }
}

/** The same JSON as common libraries write it. */
function spellings (text: string): string[] {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    const compact = JSON.stringify(value)
    const two = JSON.stringify(value, null, 2)
    const four = JSON.stringify(value, null, 4)
    const spaced = JSON.stringify(value, null, 1).replace(/,\n\s*/g, ', ').replace(/\n\s*/g, '')
    const slashes = compact.replaceAll('/', '\\/')
    return [compact, `${compact}\n`, spaced, two, `${two}\n`, two.replaceAll('\n', '\r\n'), four, slashes, ascii(compact), ascii(spaced), ascii(slashes)]
  } catch {
    // Not JSON, or too deep to write again: nothing to compare with, and the refusal stands as it is.
    return []
  }
}

const ascii = (json: string): string =>
  json.replace(/[\u0080-\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
