import { Type, type TObject } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import type { Verdict, Verify } from '../../domain/source.ts'
import { basic, BasicCredentials } from './basic.ts'
import { headerName } from './headers.ts'
import { hmac, HmacCredentials } from './hmac.ts'
import { pathToken, PathTokenCredentials } from './path-token.ts'
import { staticHeader, StaticHeaderCredentials } from './static-header.ts'
import { accepted } from './verdict.ts'

const METHODS = {
  static_header: StaticHeaderCredentials,
  hmac: HmacCredentials,
  basic: BasicCredentials,
  path_token: PathTokenCredentials,
  none: Type.Object({}, { additionalProperties: false })
} satisfies Record<string, TObject>
const NAMES = Object.keys(METHODS) as (keyof typeof METHODS)[]

/** The header of `static_header`, and the way that is meant when none is named. */
interface Usual { header: string, usual?: 'static_header' | 'basic' | 'path_token' }

export type ChosenCredentials =
  | { verify?: 'static_header' } & StaticHeaderCredentials
  | { verify: 'hmac' } & HmacCredentials
  | { verify: 'basic' } & BasicCredentials
  | { verify: 'path_token' } & PathTokenCredentials
  | { verify: 'none' }

/**
 * For vendors whose way of proving themselves is not known for sure: the owner chooses, a static header unless said, or unless
 * another way is `usual`. One flat object rather than a union, so that what is missing is named by its own name. Nothing is
 * unverified by accident.
 */
export const chosenCredentials = ({ header, usual = 'static_header' }: Usual) => Type.Unsafe<ChosenCredentials>({
  type: 'object',
  additionalProperties: false,
  properties: {
    ...merged(),
    header: headerName('The header that carries the secret (static_header) or the signature (hmac: has to be named).', header),
    verify: words(NAMES, { description: `How a message is known to be the sender's. static_header: the secret in a header (${header} unless named). none: anybody who knows the URL is believed. Absent: basic, when there are username and password and no secret; otherwise ${usual === 'basic' ? 'static_header with a secret, basic without' : usual}.` })
  },
  allOf: [
    ...NAMES.map((name) => ({ if: { properties: { verify: { const: name } }, required: ['verify'] }, then: needing(METHODS[name].required ?? []) })),
    { if: UNNAMED, then: { if: PAIRED, then: needing(METHODS.basic.required), else: { if: { properties: { secret: {} }, required: ['secret'] }, else: needing(METHODS[usual].required ?? []) } } }
  ]
})

const UNNAMED = { not: { properties: { verify: {} }, required: ['verify'] } }
/** A user name or a password, and no secret: Basic is what is meant. */
const PAIRED = {
  allOf: [
    { anyOf: [{ properties: { username: {} }, required: ['username'] }, { properties: { password: {} }, required: ['password'] }] },
    { not: { properties: { secret: {} }, required: ['secret'] } }
  ]
}

/** The way that is meant, when none is named, by what is there. */
function meant (said: ChosenCredentials, usual: NonNullable<Usual['usual']>): keyof typeof METHODS {
  if (said.verify !== undefined) return said.verify
  const { secret, username, password } = said as Partial<Record<'secret' | 'username' | 'password', string>>
  if (secret === undefined) return username !== undefined || password !== undefined ? 'basic' : usual
  return usual === 'basic' ? 'static_header' : usual
}

// The validator wants a name it requires to be a property beside it.
const needing = (required: string[]) => ({ properties: Object.fromEntries(required.map((name) => [name, {}])), required })

/** Every property of every method once; where two methods share a name they share its schema. */
const merged = () => Object.assign({}, ...Object.values(METHODS).map(({ properties }) => properties)) as Record<string, object>

export const chosen = ({ header, usual = 'static_header' }: Usual): Verify<ChosenCredentials> => {
  const [byHeader, byHmac, byBasic, byPath] = [staticHeader({ header }), hmac(), basic(), pathToken()]
  return (incoming, said) => {
    const credentials = { ...said, verify: meant(said, usual) } as ChosenCredentials
    switch (credentials.verify) {
      case 'hmac': return byHmac(incoming, credentials)
      case 'basic': return byBasic(incoming, credentials)
      case 'path_token': return byPath(incoming, credentials)
      case 'none': return unverified()
      default: return byHeader(incoming, credentials)
    }
  }
}

const unverified = (): Verdict =>
  accepted('none', 'Nothing proves who sent this: anybody who knows the URL can hire and end people. Choose a static header, Basic or a path token as soon as the sender can do one.')
