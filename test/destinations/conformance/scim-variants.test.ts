import type { Variants } from '../../../src/destinations/scim/sandbox/index.ts'
import { conforms } from '../conform.ts'
import { playOf } from '../play/scim.ts'

/** The ways in which providers differ, each against the whole suite. */
const PROVIDERS: [string, Partial<Variants>, object?][] = [
  ['without PATCH', { patch: false }],
  ['without PATCH and without discovery', { patch: false, discovery: false }],
  ['PATCH answered without a body, versions', { patchAnswer: 204, etag: true }],
  ['capitalised, ids and statuses as numbers', { capitalised: true, numericIds: true, statusAs: 'number' }],
  ['no personal data in addresses', { sensitive: true }],
  ['searchable by userName only, in small pages', { filters: ['username'], maxPage: 2 }],
  ['no filters at all, in small pages', { filters: [], maxPage: 1 }],
  ['no paths to values, addresses are nobody else\'s', { valuePaths: false, uniqueEmails: true }],
  ['addresses without types', { untypedEmails: true, uniqueEmails: true }],
  ['core only', { enterprise: false }],
  ['written by PUT, because its owner says so', {}, { update_with: 'put', versions: 'always' }]
]

for (const [name, variants, options] of PROVIDERS) await conforms({ ...playOf(`scim, ${name}`, variants, options), histories: 6 })
