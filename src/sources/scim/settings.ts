import { Type, type Static } from '@sinclair/typebox'
import { words } from '../../domain/fields.ts'
import { MAPPING_OPTIONS } from '../mapping/fields.ts'

export const Settings = Type.Object({}, { additionalProperties: false })
export type Settings = Static<typeof Settings>

const Token = (description: string) => Type.String({ minLength: 1, maxLength: 1000, pattern: '^[!-~]+$', description })

export const Credentials = Type.Object({
  token: Token('What the identity provider sends as bearer token, or as the user name of Basic authentication. 32 random characters or more are advised.'),
  next_token: Type.Optional(Token('Accepted beside the token, so that it can be changed there without a gap.'))
}, { additionalProperties: false })
export type Credentials = Static<typeof Credentials>

export const Options = Type.Object({
  inactive_means: Type.Optional(words(['ask', 'termination', 'leave'], {
    default: 'ask', description: 'What active=false says of somebody: ended, and a person is asked why before anything is ended; ended without a reason that applies; or away. Dates and reasons that are told win; the day is otherwise the one on which it was heard.'
  })),
  created_inactive: Type.Optional(words(['wait', 'leaver'], {
    default: 'wait', description: 'A user who is inactive from the beginning: kept, and nothing is said of them until they are active; or somebody who has left, whose accounts are looked for.'
  })),
  employee_number_from: Type.Optional(words(['enterprise', 'externalId', 'userName', 'none'], {
    default: 'enterprise', description: 'Where the registration number stands: employeeNumber of the enterprise extension, externalId, userName, or nowhere.'
  })),
  manager_is: Type.Optional(words(['any', 'id', 'employee_number', 'work_email'], {
    default: 'any', description: 'What manager.value holds. any: an id of this API where it looks like one, an e-mail address where it is one, otherwise a registration number.'
  })),
  patch_answer: Type.Optional(words(['resource', 'nothing'], { default: 'resource', description: 'The answer to PATCH: 200 with the user, or 204.' })),
  strict_paths: Type.Optional(Type.Boolean({ default: false, description: 'Whether a PATCH of an element that is not there, such as the work address of somebody without one, is refused (noTarget) instead of making it.' })),
  ...MAPPING_OPTIONS
}, { additionalProperties: false })
export type Options = Static<typeof Options>
