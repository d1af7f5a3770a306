/** How providers differ, as far as their answers show. */
export interface Variants {
  /** ServiceProviderConfig and Schemas exist. */
  discovery: boolean
  /** PATCH is there; without it 501. */
  patch: boolean
  /** 200 with the resource, or 204 without anything. */
  patchAnswer: 200 | 204
  /** Paths such as emails[type eq "work"].value are understood. */
  valuePaths: boolean
  /** `really`: operations that are taken, whatever is advertised. */
  bulk: false | { maxOperations: number, maxPayloadSize: number, really?: number }
  /** Versions are told, and If-Match is obeyed. */
  etag: boolean
  /** Personal data in an address is refused: 403 sensitive. */
  sensitive: boolean
  /** Attributes by which may be filtered, in lower case; all: any. */
  filters: 'all' | string[]
  /** Names in answers are capitalised: Id, UserName, Resources. */
  capitalised: boolean
  /** Ids are numbers in answers. */
  numericIds: boolean
  /** The status in an error's body, and of an operation of a bulk. */
  statusAs: 'string' | 'number'
  /** Users that one page holds at most. */
  maxPage: number
  /** An address belongs to one user. */
  uniqueEmails: boolean
  /** Types of e-mail addresses are forgotten. */
  untypedEmails: boolean
  /** Attributes that may not be changed once they have a value. */
  immutable: string[]
  /** Attributes of the core schema that this provider does not have. */
  lacks: string[]
  /** Values that no attribute of this name may have, as a pattern. */
  refuses: Record<string, string>
  enterprise: boolean
  /** Attributes of a schema of the provider's own. */
  extension: { urn: string, attributes: string[] } | undefined
}

export const DEFAULTS: Variants = {
  discovery: true,
  patch: true,
  patchAnswer: 200,
  valuePaths: true,
  bulk: false,
  etag: false,
  sensitive: false,
  filters: 'all',
  capitalised: false,
  numericIds: false,
  statusAs: 'string',
  maxPage: 100,
  uniqueEmails: false,
  untypedEmails: false,
  immutable: [],
  lacks: [],
  refuses: {},
  enterprise: true,
  extension: undefined
}
