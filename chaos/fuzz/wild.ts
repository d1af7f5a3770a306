import type { Random } from '../random.ts'

const TEXTS = [
  '', ' ', '\u0000', 'a\u0000b', '\ud800', 'x\udfff', '\u202e', '\ufeff', 'null', '__proto__', 'constructor', '../../etc/passwd', '%00', "' OR 1=1 --", '{{7*7}}', '<script>', 'é'.normalize('NFD'), '💥'.repeat(200), 'A'.repeat(70_000),
  '2026-02-30', '0000-00-00', '9999-99-99', '+99999999999999999999', 'not@an@address', '00000000000', '\r\nX-Evil: 1', '१२३', 'ﬁ', 'İ'
]
const NUMBERS = ['1e400', '-1e400', '123456789012345678901234567890', '-0', '1E-400', '0.1e1', '9007199254740993', '2147483648', '-2147483649']
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', '\u0000', '\ud800', 'items', 'type', 'cpf', 'match', 'A'.repeat(5000), '$ref', 'then']

/** JSON text of anything, written by hand: numbers that no double holds, keys that come twice. */
export function wildJson (random: Random, depth = 0): string {
  const kind = depth > 5 ? random.below(5) : random.below(9)
  switch (kind) {
    case 0: return random.pick(['null', 'true', 'false'])
    case 1: return random.pick(NUMBERS)
    case 2: return String(random.next() * 10 ** random.between(-9, 20))
    case 3: case 4: return JSON.stringify(random.pick(TEXTS))
    case 5: case 6: return `[${Array.from({ length: random.below(5) }, () => wildJson(random, depth + 1)).join(',')}]`
    default: return objectOf(random, depth)
  }
}

function objectOf (random: Random, depth: number): string {
  const keys = Array.from({ length: random.below(6) }, () => random.pick(KEYS))
  if (keys.length > 0 && random.chance(0.2)) keys.push(keys[0]!)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${wildJson(random, depth + 1)}`).join(',')}}`
}

/** A valid body with something wrong somewhere: a value, a key, or the text itself. */
export function spoilt (value: unknown, random: Random): string {
  const text = JSON.stringify(value) ?? 'null'
  switch (random.below(7)) {
    case 0: return spoiltValue(text, random)
    case 1: return text.replace(/"([a-z_]+)":/, (whole, name: string) => random.pick([`"${name}x":`, `"${name.toUpperCase()}":`, `${whole}1,${whole}`, `"__proto__":{"${name}":1},${whole}`]))
    case 2: return text.slice(0, random.below(text.length + 1))
    case 3: return `${text}${random.pick(['}', ',', '\u0000', ' {}', '//'])}`
    case 4: { const at = random.below(text.length); return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1) }
    case 5: return random.pick(['\ufeff', ' ', '\n\n', '/**/']) + text
    default: { const depth = random.pick([10, 100, 1000, 20_000]); return '{"custom":'.repeat(depth) + text + '}'.repeat(depth) }
  }
}

/** One of the values becomes something else. */
function spoiltValue (text: string, random: Random): string {
  const places = [...text.matchAll(/:("(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|true|false|null)/gi)]
  if (places.length === 0) return wildJson(random)
  const { index, 0: whole } = random.pick(places)
  return `${text.slice(0, index)}:${wildJson(random, 4)}${text.slice(index + whole.length)}`
}

/** Addresses of nobody: what is tried out here never leaves this machine. */
export const harmless = (text: string): string => text.replaceAll(/https?:(\\?\/){2}[^"\\\s]*/g, 'http://127.0.0.1:9/')

export const TYPES = ['application/json', 'application/json; charset=utf-8', 'application/json; charset=latin1', 'text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/problem+json', 'APPLICATION/JSON', 'application/json;;;', '', 'x'.repeat(300)]
export const ENCODINGS = ['gzip', 'deflate', 'br', 'identity', 'zstd', 'x']
export const IDEMPOTENCY = ['""', '"a"', 'a b', 'ключ', '"\\"', '"a', 'x'.repeat(256), 'x'.repeat(5000), '\t', '"a","b"', 'a,b', "'; DROP TABLE message; --", '%00', '🙂']
export const AUTHORIZATION = ['', 'Bearer', 'Bearer ', 'Bearer x', 'bearer x', 'Basic', 'Basic !!!', 'Basic Og==', 'Basic eDp5', 'Digest a="b"', 'Bearer a b', `Bearer ${'x'.repeat(6000)}`, 'Token x', '\u00e9', 'Bearer cracha_x', 'Basic AAAA////']
