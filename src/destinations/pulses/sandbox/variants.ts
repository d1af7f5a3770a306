/**
 * What the vendor's documentation leaves open, one key per question: the first value named in a comment is the default.
 * A careful client passes, or asks a person, under every reading.
 */
export interface Variants {
  /** string `"A;B"` · array_joined `["A;B"]` · array `["A","B"]`: the only encoding of groups and leaders understood. */
  multiValue: 'string' | 'array_joined' | 'array'
  /** What a PUT does with the groups, leaders and tags that it names; the ones it omits are kept in any case. */
  putGroups: 'replace' | 'append'
  /** HTTP status of a business failure; `code` 0 in the body says the same. */
  errorStatus: 200 | 400 | 409 | 422
  createdStatus: 200 | 201
  /** How a search that finds nobody says so; the message is "No employee found" each time. */
  empty: 'code_0' | 'code_1' | 'status_404'
  /** `values` of a GET of one employee. */
  one: 'object' | 'array'
  code: 'number' | 'string'
  /** documented: strings in answers to writes, JSON numbers in reads. */
  ids: 'documented' | 'strings' | 'numbers'
  /** Ids from 2^53 + 1 on, of which neighbours fall together in a double. */
  largeIds: boolean
  cpfInReads: 'punctuated' | 'digits'
  blockedInReads: 'number' | 'string' | 'boolean'
  junk: 'none' | 'bom' | 'bytes' | 'php_notice'
  /** beyond: what a page after the last one holds. Without paging the whole list comes at once and the parameter is ignored. */
  paging: 'none' | { parameter: string, size: number, beyond: 'empty' | 'repeats_last' }
  /** Filters of the list and `/groups/find/`. */
  search: 'exact' | 'contains'
  resignedInReads: 'shown' | 'by_id' | 'hidden'
  resignedAreDuplicates: boolean
  putOnResigned: 'refused' | 'reactivates' | 'stays_resigned'
  /** A DELETE without a body; data_loss ends the person with neither date nor reason. */
  bodilessDelete: 'error' | 'data_loss'
  refusesTC: boolean
  futureResignation: 'accepted' | 'refused'
  /** The JSON type of `move_subordinates`. */
  moveSubordinatesAs: 'boolean' | 'string'
  /** Whether a leader who is still in the background queue can be named. */
  pendingLeader: 'found' | 'not_found'
  /** The reference names both lengths. */
  genderLength: 250 | 1
}

export const DEFAULTS: Variants = {
  multiValue: 'string',
  putGroups: 'replace',
  errorStatus: 200,
  createdStatus: 200,
  empty: 'code_0',
  one: 'object',
  code: 'number',
  ids: 'documented',
  largeIds: false,
  cpfInReads: 'punctuated',
  blockedInReads: 'number',
  junk: 'none',
  paging: 'none',
  search: 'exact',
  resignedInReads: 'shown',
  resignedAreDuplicates: true,
  putOnResigned: 'refused',
  bodilessDelete: 'error',
  refusesTC: false,
  futureResignation: 'accepted',
  moveSubordinatesAs: 'boolean',
  pendingLeader: 'found',
  genderLength: 250
}
